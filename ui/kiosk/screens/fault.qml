// Something is broken: what happened, what to do now, and the code for whoever helps.
import QtQuick
import Thenar.Kiosk
import "../components"

ScreenFrame {
    id: screen

    PalmRing {
        id: ring

        anchors.horizontalCenter: parent?.horizontalCenter
        width: Math.min(132 * Theme.u, parent.height * 0.36)
        height: width
        vm: screen.vm
        picture: "triangle-alert"
    }
    FaultDetails {
        anchors.fill: parent
        anchors.topMargin: ring.height + 20 * Theme.u
        anchors.bottomMargin: 12 * Theme.u
        vm: screen.vm
    }
}
