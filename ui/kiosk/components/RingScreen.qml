// A screen around the ring.
import QtQuick
import Thenar.Kiosk

ScreenFrame {
    id: screen

    property string picture: "hand"
    property bool mirrored: false

    PalmRing {
        anchors.horizontalCenter: parent?.horizontalCenter
        y: (parent.height - dots.height - height) / 2
        width: Math.min(parent.width - 8 * Theme.u, parent.height - dots.height - 8 * Theme.u, 340 * Theme.u)
        height: width
        vm: screen.vm
        picture: screen.picture
        mirrored: screen.mirrored
    }
    SampleDots {
        id: dots

        anchors.horizontalCenter: parent?.horizontalCenter
        y: parent.height - height
        visible: screen.vm.samples_needed > 0
        height: visible ? Theme.small * 1.5 : 0
        vm: screen.vm
    }
}
