// A small way out in the bar on top: an icon and a word, 48u high.
import QtQuick
import QtQuick.Templates as T
import Thenar.Kiosk

T.Button {
    id: button

    property string picture

    implicitHeight: 48 * Theme.u
    implicitWidth: row.width + 24 * Theme.u
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Keys.onReturnPressed: button.click()
    Keys.onEnterPressed: button.click()

    contentItem: Item {
        Row {
            id: row

            anchors.centerIn: parent
            spacing: 8 * Theme.u

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: button.picture
                size: 22 * Theme.u
                colour: Theme.text
            }
            Words {
                anchors.verticalCenter: parent.verticalCenter
                fontSizeMode: Text.FixedSize
                wrapMode: Text.NoWrap
                text: button.text
                size: Theme.small
                font.weight: Font.Medium
                Accessible.ignored: true
            }
        }
    }
    background: Rectangle {
        radius: height / 2
        color: Theme.surface
        border.width: Math.max(1, Theme.u)
        border.color: Theme.edge

        Rectangle {
            anchors.fill: parent
            radius: parent.radius
            color: Theme.text
            opacity: button.down ? 0.22 : 0
        }
        Rectangle {
            anchors.fill: parent
            anchors.margins: -4 * Theme.u
            visible: button.visualFocus
            radius: height / 2
            color: "transparent"
            border.width: Math.max(2, 2.5 * Theme.u)
            border.color: Theme.text
        }
    }
}
