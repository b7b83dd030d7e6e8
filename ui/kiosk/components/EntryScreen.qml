// A screen to type on: the field, and the keyboard that goes with it.
import QtQuick
import Thenar.Kiosk

ScreenFrame {
    id: screen

    typed: true
    reading: true
    headlineLines: 1
    hinted: wide
    Keys.onPressed: event => {
        if (event.key === Qt.Key_Backspace || event.key === Qt.Key_Delete)
            SetUp.erase();
        else if (event.text.length === 1 && event.text >= " " && !(event.modifiers & (Qt.ControlModifier | Qt.AltModifier)))
            SetUp.write(event.text);
        else
            return;
        event.accepted = true;
    }

    EntryField {
        id: field

        width: parent.width
        focus: true
    }
    Words {
        anchors.top: field.bottom
        anchors.topMargin: 6 * Theme.u
        width: parent.width
        height: board.spare - 12 * Theme.u
        visible: !SetUp.keypad && board.spare > 38 * Theme.u && (!screen.wide || SetUp.lack !== "")
        balanced: true
        size: Theme.small
        color: Theme.soft
        text: SetUp.lack !== "" ? SetUp.lack : screen.vm.hint
    }
    Keyboard {
        id: board

        readonly property real spare: height - 4 * rowHeight - 3 * gap // above the keys

        anchors.fill: parent
        anchors.topMargin: field.height + 10 * Theme.u
    }
}
