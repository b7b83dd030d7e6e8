// Something is broken: what happened, what to do now, and the code for whoever helps.
import QtQuick
import Thenar.Kiosk
import "../components"

ScreenFrame {
    id: screen

    PalmRing {
        id: ring

        anchors.horizontalCenter: parent?.horizontalCenter
        width: (Theme.larger ? 76 : 116) * Theme.u
        height: width
        vm: screen.vm
        picture: "triangle-alert"
    }
    FaultDetails {
        anchors.fill: parent
        anchors.topMargin: ring.height + 18 * Theme.u
        anchors.bottomMargin: 6 * Theme.u
        vm: screen.vm
    }
}
