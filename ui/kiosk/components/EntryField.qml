// What is being typed: whose it is above, dots or letters below, and a button that shows what the dots are.
import QtQuick
import Thenar.Kiosk

Rectangle {
    id: field

    implicitHeight: (Theme.larger ? 76 : 64) * Theme.u
    radius: 14 * Theme.u
    color: Theme.surface
    border.width: Math.max(1, (activeFocus ? 2.5 : 1.5) * Theme.u)
    border.color: activeFocus ? Theme.text : Theme.edge
    activeFocusOnTab: true
    Accessible.role: Accessible.EditableText
    Accessible.name: SetUp.said
    Accessible.focusable: true

    Item {
        anchors.fill: parent
        anchors.leftMargin: 14 * Theme.u
        anchors.rightMargin: (show.visible ? show.width + 14 * Theme.u : 14 * Theme.u)
        clip: true

        Words {
            id: label

            y: 4 * Theme.u
            width: parent.width
            height: size * 1.3
            fontSizeMode: Text.FixedSize
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
            size: 18 * Theme.u
            color: Theme.soft
            horizontalAlignment: Text.AlignLeft
            text: SetUp.label
        }
        Words {
            id: typed

            x: Math.min(0, parent.width - width - 6 * Theme.u)
            y: label.y + label.height
            width: Math.max(implicitWidth, 1)
            height: parent.height - y - 4 * Theme.u
            fontSizeMode: Text.FixedSize
            wrapMode: Text.NoWrap
            size: Theme.body
            horizontalAlignment: Text.AlignLeft
            text: SetUp.shown
            Accessible.ignored: true
        }
        Rectangle {
            x: typed.x + typed.implicitWidth * (SetUp.shown === "" ? 0 : 1) + 2 * Theme.u
            y: typed.y + 2 * Theme.u
            width: Math.max(2, 2 * Theme.u)
            height: typed.height - 4 * Theme.u
            color: Theme.accent
        }
    }
    BarButton {
        id: show

        anchors.right: parent.right
        anchors.rightMargin: 8 * Theme.u
        anchors.verticalCenter: parent.verticalCenter
        visible: SetUp.secret
        picture: SetUp.revealed ? "eye-off" : "eye"
        text: SetUp.reveal_label
        onClicked: SetUp.reveal()
    }
}
