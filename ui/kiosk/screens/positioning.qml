// A hand is over the camera: read, or guided.
import QtQuick
import "../components"

RingScreen {
    id: screen

    footer: FallbackStrip {
        anchors.fill: parent
        vm: screen.vm
    }
}
