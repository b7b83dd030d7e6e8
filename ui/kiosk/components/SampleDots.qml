pragma ComponentBehavior: Bound
// How many samples of this hand there are, as dots and as words.
import QtQuick
import Thenar.Kiosk

Row {
    id: dots

    required property KioskModel vm

    spacing: 10 * Theme.u
    Accessible.role: Accessible.ProgressBar
    Accessible.name: vm.samples_name

    Repeater {
        model: dots.vm.samples_needed

        Rectangle {
            required property int index
            readonly property bool taken: index < dots.vm.samples_taken

            anchors.verticalCenter: parent?.verticalCenter
            width: 16 * Theme.u
            height: width
            radius: width / 2
            color: taken ? Theme.tone("granted") : "transparent"
            border.width: Math.max(1, 2 * Theme.u)
            border.color: taken ? Theme.tone("granted") : Theme.edge
        }
    }
    Words {
        anchors.verticalCenter: parent.verticalCenter
        fontSizeMode: Text.FixedSize
        wrapMode: Text.NoWrap
        leftPadding: 4 * Theme.u
        text: dots.vm.samples_label
        size: Theme.small
        color: Theme.soft
        Accessible.ignored: true
    }
}
