// One key: types, or leads on, when the finger lifts; what it types shows above the finger.
import QtQuick
import QtQuick.Templates as T
import Thenar.Kiosk

T.Button {
    id: key

    required property var face
    property real letterSize: 24 * Theme.u
    readonly property bool capital: SetUp.shifted && face.capital !== ""
    readonly property string letter: capital ? face.capital : face.text
    readonly property bool on: face.key === "shift" && SetUp.shifted

    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: capital ? face.said_capital : face.said
    Keys.onReturnPressed: key.click()
    Keys.onEnterPressed: key.click()
    onClicked: SetUp.press(face.key)
    z: down ? 2 : 1

    contentItem: Item {
        Words {
            anchors.fill: parent
            visible: key.face.picture === ""
            fontSizeMode: Text.FixedSize
            wrapMode: Text.NoWrap
            text: key.letter
            size: key.face.types || SetUp.keypad ? key.letterSize : 18 * Theme.u
            font.weight: Font.Medium
            Accessible.ignored: true
        }
        Icon {
            anchors.centerIn: parent
            visible: key.face.picture !== ""
            name: key.face.picture
            size: 26 * Theme.u
            colour: key.on ? Theme.on_accent : Theme.text
        }
    }
    background: Rectangle {
        radius: 10 * Theme.u
        color: key.on ? Theme.accent : Theme.raised
        border.width: Math.max(1, Theme.u)
        border.color: Theme.edge

        Rectangle {
            anchors.fill: parent
            radius: parent.radius
            color: Theme.text
            opacity: key.down ? 0.22 : 0
        }
        Rectangle {
            anchors.fill: parent
            anchors.margins: -2 * Theme.u
            visible: key.visualFocus
            radius: parent.radius + 2 * Theme.u
            color: "transparent"
            border.width: Math.max(2, 2.5 * Theme.u)
            border.color: Theme.text
        }
    }

    Rectangle {
        visible: key.down && key.face.types && !SetUp.keypad
        x: (key.width - width) / 2
        y: -height - 4 * Theme.u
        width: key.width + 18 * Theme.u
        height: 62 * Theme.u
        radius: 12 * Theme.u
        color: Theme.accent

        Words {
            anchors.centerIn: parent
            fontSizeMode: Text.FixedSize
            text: key.letter
            size: 36 * Theme.u
            color: Theme.on_accent
            font.weight: Font.DemiBold
            Accessible.ignored: true
        }
    }
}
