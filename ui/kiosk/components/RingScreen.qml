// A screen around the ring.
import QtQuick
import Thenar.Kiosk

ScreenFrame {
    id: screen

    property string picture: "hand"
    property bool mirrored: false
    readonly property real overhang: 28 * Theme.u // of the glyph below the ring

    PalmRing {
        anchors.horizontalCenter: parent?.horizontalCenter
        y: Math.max(0, (parent.height - dots.height - screen.overhang - height) / 2)
        width: Math.min(parent.width - 8 * Theme.u, parent.height - dots.height - screen.overhang, 380 * Theme.u)
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
