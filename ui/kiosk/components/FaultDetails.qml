// What happened, what to do now, and the code for whoever helps.
import QtQuick
import Thenar.Kiosk

Rectangle {
    id: details

    required property KioskModel vm
    readonly property real room: height - 32 * Theme.u - code.height - 20 * Theme.u
    readonly property bool urgent: vm.support_label !== ""

    color: Theme.surface
    radius: 16 * Theme.u
    border.width: Math.max(1, Theme.u)
    border.color: Theme.hairline

    Column {
        anchors.fill: parent
        anchors.margins: 16 * Theme.u
        spacing: 10 * Theme.u

        Words {
            width: parent.width
            height: details.room * 0.42
            text: details.vm.happened
            color: Theme.soft
            horizontalAlignment: Text.AlignLeft
        }
        Words {
            width: parent.width
            height: details.room * 0.58
            text: details.vm.remedy
            font.weight: Font.DemiBold
            horizontalAlignment: Text.AlignLeft
        }
        Words {
            id: code

            width: parent.width
            height: implicitHeight
            fontSizeMode: Text.HorizontalFit
            wrapMode: Text.NoWrap
            text: details.urgent ? details.vm.code + " · " + details.vm.support_label : details.vm.code
            size: Theme.small
            color: details.urgent ? Theme.warning : Theme.soft
            font.weight: details.urgent ? Font.DemiBold : Font.Normal
            horizontalAlignment: Text.AlignLeft
        }
    }
}
