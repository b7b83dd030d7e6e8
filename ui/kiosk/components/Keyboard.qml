pragma ComponentBehavior: Bound
// Our own keyboard: letters, digits, symbols, and a keypad with large keys; by finger, by Tab, or passed over altogether
// by whoever has a keyboard of his own.
import QtQuick
import Thenar.Kiosk

Item {
    id: board

    readonly property real gap: (SetUp.keypad ? 6 : 4) * Theme.u
    readonly property real tallest: (SetUp.keypad ? 84 : 58) * Theme.u
    readonly property real rowHeight: Math.min(tallest, (height - 3 * gap) / 4)
    readonly property real widest: Math.min(width, (SetUp.keypad ? 344 : 600) * Theme.u)
    readonly property real unit: (widest + gap) / (SetUp.keypad ? 3 : 10)

    // A keyboard is not mirrored where one reads from right to left.
    LayoutMirroring.enabled: false
    LayoutMirroring.childrenInherit: true

    Repeater {
        model: SetUp.keys

        Key {
            required property var modelData

            face: modelData
            x: board.width / 2 + face.left * board.unit + board.gap / 2
            y: board.height - (4 - face.row) * (board.rowHeight + board.gap) + board.gap
            width: board.unit * face.weight - board.gap
            height: board.rowHeight
            letterSize: (SetUp.keypad ? 34 : 24) * Theme.u
        }
    }
}
