// One line of a list to choose from: what it is, something about it, and pictures at its end.
import QtQuick
import QtQuick.Templates as T
import Thenar.Kiosk

T.Button {
    id: row

    property string detail
    property string picture
    property bool locked: false
    property string said: text

    implicitHeight: (Theme.larger ? 76 : 64) * Theme.u
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: said
    Keys.onReturnPressed: row.click()
    Keys.onEnterPressed: row.click()

    contentItem: Item {
        Words {
            x: 16 * Theme.u
            width: parent.width - x - pictures.width - 24 * Theme.u
            height: parent.height
            fontSizeMode: Text.HorizontalFit
            smallest: 20 * Theme.u
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
            horizontalAlignment: Text.AlignLeft
            text: row.text
            font.weight: Font.Medium
            Accessible.ignored: true
        }
        Row {
            id: pictures

            anchors.right: parent.right
            anchors.rightMargin: 14 * Theme.u
            anchors.verticalCenter: parent.verticalCenter
            spacing: 10 * Theme.u

            Icon {
                visible: row.locked
                name: "lock"
                size: 22 * Theme.u
                colour: Theme.soft
            }
            Icon {
                visible: row.picture !== ""
                name: row.picture
                size: 28 * Theme.u
                colour: Theme.text
            }
        }
    }
    background: Rectangle {
        radius: 14 * Theme.u
        color: Theme.raised
        border.width: Math.max(1, 1.5 * Theme.u)
        border.color: Theme.edge

        Rectangle {
            anchors.fill: parent
            radius: parent.radius
            color: Theme.text
            opacity: row.down ? 0.22 : 0
        }
        Rectangle {
            anchors.fill: parent
            anchors.margins: -3 * Theme.u
            visible: row.visualFocus
            radius: parent.radius + 3 * Theme.u
            color: "transparent"
            border.width: Math.max(2, 2.5 * Theme.u)
            border.color: Theme.text
        }
    }
}
