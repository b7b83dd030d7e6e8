pragma ComponentBehavior: Bound
// The room as the camera sees it, coarse and grey, with a frame to hold the code in.
import QtQuick
import Thenar.Kiosk

Item {
    id: finder

    required property KioskModel vm
    readonly property color colour: Theme.tone(vm.tone)
    readonly property real thick: 7 * Theme.u

    Accessible.role: Accessible.Indicator
    Accessible.name: vm.tone_name

    Rectangle {
        anchors.fill: parent
        anchors.margins: finder.thick
        radius: 10 * Theme.u
        color: Theme.surface

        Icon {
            anchors.centerIn: parent
            visible: !live.visible
            name: "qr-code"
            size: parent.width * 0.5
            stroke: 1.25
            colour: Theme.soft
        }
    }
    Image {
        id: live

        anchors.fill: parent
        anchors.margins: finder.thick
        visible: finder.vm.preview && finder.vm.frame > 0
        cache: false
        smooth: true
        fillMode: Image.PreserveAspectCrop
        source: visible ? "image://preview/" + finder.vm.frame : ""
        Accessible.role: Accessible.Graphic
        Accessible.name: finder.vm.preview_name
    }
    Repeater {
        model: 4

        Item {
            id: corner

            required property int index

            width: 64 * Theme.u
            height: width
            x: index % 2 ? finder.width - width : 0
            y: index > 1 ? finder.height - height : 0
            rotation: [0, 90, 270, 180][index]

            Rectangle {
                width: corner.width
                height: finder.thick
                radius: height / 2
                color: finder.colour
            }
            Rectangle {
                width: finder.thick
                height: corner.height
                radius: width / 2
                color: finder.colour
            }
        }
    }
}
