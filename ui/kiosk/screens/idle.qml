// Nobody is here: palm or badge, equally.
import QtQuick
import "../components"

RingScreen {
    id: screen

    languages: true
    footer: FallbackStrip {
        anchors.fill: parent
        vm: screen.vm
    }
}
