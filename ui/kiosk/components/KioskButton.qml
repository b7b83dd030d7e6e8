// A button: full width, 64u high, acts when the finger lifts, by Space and by Enter.
import QtQuick
import QtQuick.Templates as T
import Thenar.Kiosk

T.Button {
    id: button

    property bool filled: false
    property real labelSize: Theme.body

    implicitHeight: 64 * Theme.u
    leftPadding: 8 * Theme.u
    rightPadding: 8 * Theme.u
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Keys.onReturnPressed: button.click()
    Keys.onEnterPressed: button.click()

    contentItem: Words {
        text: button.text
        size: button.labelSize
        color: !button.enabled ? Theme.soft : button.filled ? Theme.on_accent : Theme.text
        font.weight: Font.DemiBold
        Accessible.ignored: true
    }
    background: Rectangle {
        radius: 16 * Theme.u
        color: !button.enabled ? Theme.surface : button.filled ? Theme.accent : Theme.raised
        border.width: Math.max(1, (button.filled && button.enabled ? 0 : 1.5) * Theme.u)
        border.color: button.filled && button.enabled ? Theme.accent : Theme.edge

        Rectangle {
            anchors.fill: parent
            radius: parent.radius
            color: button.filled ? Theme.background : Theme.text
            opacity: button.down ? 0.22 : 0
        }
        Rectangle {
            anchors.fill: parent
            anchors.margins: -5 * Theme.u
            visible: button.visualFocus
            radius: parent.radius + 5 * Theme.u
            color: "transparent"
            border.width: Math.max(2, 2.5 * Theme.u)
            border.color: Theme.text
        }
    }
}
