// Out of the box: a tap anywhere begins.
import QtQuick
import "../components"

RingScreen {
    id: screen

    languages: true

    MouseArea {
        anchors.fill: parent
        enabled: screen.settled
        onClicked: screen.vm.tap(screen.vm.primary)
    }
}
