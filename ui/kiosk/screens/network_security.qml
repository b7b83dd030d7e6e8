pragma ComponentBehavior: Bound
// How a network that does not tell its name is protected.
import QtQuick
import Thenar.Kiosk
import "../components"

ScreenFrame {
    headlineLines: 1
    reading: true

    Item {
        id: kinds

        readonly property real gap: 10 * Theme.u
        readonly property real line: Math.min((Theme.larger ? 76 : 64) * Theme.u, (height - 3 * gap - 8 * Theme.u) / 4)

        anchors.fill: parent

        Repeater {
            model: SetUp.securities

            ChoiceRow {
                required property var modelData
                required property int index

                y: index * (kinds.line + kinds.gap)
                width: kinds.width
                height: kinds.line
                text: modelData.text
                locked: modelData.locked
                onClicked: SetUp.choose_security(modelData.key)
            }
        }
    }
}
