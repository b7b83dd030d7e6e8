// A screen around a text that must be read to its end before the primary action counts.
import QtQuick

ScreenFrame {
    id: screen

    reading: true
    languages: true
    sideBySide: true
    pressable: reader.seen

    DocumentReader {
        id: reader

        anchors.fill: parent
        focus: true
        after: screen.firstAction
        vm: screen.vm
    }
}
