// Something is broken: what happened, what to do now, and the code for whoever helps.
import QtQuick
import Thenar.Kiosk

ScreenFrame {
    id: screen

    property string picture: "triangle-alert"
    readonly property bool crowded: Theme.larger && vm.support_label !== "" && !wide

    PalmRing {
        id: ring

        anchors.horizontalCenter: parent?.horizontalCenter
        width: (screen.crowded ? 56 : Theme.larger ? 76 : 116) * Theme.u
        height: width
        vm: screen.vm
        picture: screen.picture
    }
    FaultDetails {
        anchors.fill: parent
        anchors.topMargin: ring.height + 18 * Theme.u
        anchors.bottomMargin: 6 * Theme.u
        vm: screen.vm
    }
}
