// The frame of every screen: bar, headline, stage, hint, actions, each in a slot of fixed size, one column or two.
import QtQuick
import Thenar.Kiosk

FocusScope {
    id: screen

    required property KioskModel vm
    property bool languages: false
    property bool reading: false
    property bool pressable: true
    property bool sideBySide: false
    property bool typed: false // the primary action finishes what is being typed
    property int headlineLines: 2
    property real headlineSize: reading ? Theme.title : Theme.headline
    property alias footer: footer.data
    default property alias stage: stage.data
    readonly property Item firstAction: second.visible ? second : primary

    readonly property real u: Theme.u
    readonly property real edge: 16 * u
    readonly property bool wide: width > height * 1.2
    readonly property real column: wide ? (width - edge * 3) * (reading ? 0.38 : 0.45) : width - edge * 2
    readonly property real columnX: wide ? width - edge - column : edge
    property bool hinted: vm.hint !== ""
    readonly property bool inVain: vm.support_label !== "" && !wide
    readonly property bool supported: hinted && vm.support_label !== ""
    readonly property bool low: Theme.low && !wide // what is touched stands below what is only looked at
    readonly property real ceiling: band.height + 10 * u
    readonly property real foot: hinted ? hint.y : actions.y
    property bool settled: !Theme.ticking

    function press(button) {
        if (button.visible && button.enabled)
            button.click();
    }

    focus: true
    Keys.onReturnPressed: press(primary)
    Keys.onEnterPressed: press(primary)
    Keys.onEscapePressed: press(cancel)

    Timer {
        // A second tap meant for the screen before must not answer this one.
        running: Theme.ticking
        interval: 400
        onTriggered: screen.settled = true
    }
    SimulatedBand {
        id: band

        anchors.left: parent.left
        anchors.right: parent.right
        vm: screen.vm
    }
    BarButton {
        id: cancel

        anchors.left: parent.left
        anchors.leftMargin: screen.edge
        y: screen.low ? screen.foot - height - 8 * screen.u : screen.ceiling
        visible: text !== ""
        enabled: screen.settled
        picture: "x"
        text: screen.vm.cancel_label
        onClicked: screen.vm.tap("cancel")
    }
    BarButton {
        anchors.right: parent.right
        anchors.rightMargin: screen.edge
        y: cancel.y
        visible: text !== ""
        enabled: screen.settled
        picture: "chevron-left"
        text: screen.vm.back_label
        onClicked: screen.vm.tap("back")
    }
    LanguageSwitch {
        anchors.right: parent.right
        anchors.rightMargin: screen.edge
        y: cancel.y
        visible: screen.languages
        vm: screen.vm
    }
    Headline {
        id: headline

        x: screen.columnX
        y: screen.wide ? screen.height * 0.44 - height : screen.ceiling + (screen.low ? 0 : 54 * screen.u)
        width: screen.column
        height: size * (screen.wide ? 3.7 : screen.headlineLines * (Theme.larger ? 1.35 : screen.reading ? 1.24 : 1.22))
        verticalAlignment: screen.wide ? Text.AlignBottom : Text.AlignVCenter
        size: screen.headlineSize
        smallest: (screen.reading || screen.headlineLines === 1 ? 20 : 26) * screen.u
        wrapMode: screen.headlineLines === 1 && !screen.wide ? Text.NoWrap : Text.Wrap
        balanced: wrapMode === Text.Wrap
        text: screen.vm.headline
    }
    Hint {
        id: hint

        x: screen.columnX
        y: screen.wide ? headline.y + headline.height + 16 * screen.u : support.y - height - (screen.supported ? 4 * screen.u : 0)
        width: screen.column
        height: screen.hinted ? size * (screen.reading && !screen.wide ? (Theme.larger ? 2.1 : 1.4) : Theme.larger ? 4.2 : 3.4) : 0
        visible: screen.hinted
        size: screen.reading && !screen.wide ? Theme.reading : Theme.body
        text: screen.vm.hint
        correcting: screen.vm.correcting
        verticalAlignment: screen.wide ? Text.AlignTop : Text.AlignVCenter
    }
    Words {
        id: support

        x: screen.columnX
        y: screen.wide ? hint.y + hint.height : actions.y - height - 10 * screen.u
        width: screen.column
        height: screen.supported ? size * (Theme.larger ? 2.7 : 2.6) : 0
        visible: screen.supported
        balanced: true
        size: Theme.small
        text: screen.supported ? screen.vm.support_label : ""
        color: Theme.warning
        font.weight: Font.DemiBold
    }
    Item {
        id: stage

        x: screen.edge
        y: screen.wide ? screen.ceiling + 58 * screen.u : headline.y + headline.height + (screen.reading ? 8 : 14) * screen.u
        width: screen.wide ? screen.width - screen.column - screen.edge * 3 : screen.width - screen.edge * 2
        height: (screen.wide ? screen.height - screen.edge : (screen.low ? cancel.y : screen.foot) - 8 * screen.u) - y
    }
    Item {
        // The primary action at the bottom; the other way on above it, or beside it at the same size.
        id: actions

        readonly property real line: 64 * screen.u
        readonly property real gap: 12 * screen.u
        readonly property bool both: second.visible && primary.visible
        readonly property bool stacked: both && !screen.sideBySide
        readonly property real labelSize: beside && Theme.larger ? 26 * screen.u : Theme.body
        readonly property bool beside: both && screen.sideBySide
        readonly property real half: (width - gap) / 2

        x: screen.columnX
        y: screen.height - height - 20 * screen.u
        width: screen.column
        height: stacked ? line * 2 + gap : line

        Item {
            id: footer

            y: parent.height - height
            width: parent.width
            height: actions.line
        }
        SecondaryButton {
            id: second

            anchors.left: parent.left
            y: actions.stacked ? 0 : parent.height - height
            width: actions.beside ? actions.half : parent.width
            height: actions.line
            visible: text !== ""
            enabled: screen.settled
            labelSize: actions.labelSize
            text: screen.vm.second_label
            onClicked: screen.vm.tap(screen.vm.second)
        }
        PrimaryButton {
            id: primary

            anchors.right: parent.right
            y: parent.height - height
            width: actions.beside ? actions.half : parent.width
            height: actions.line
            visible: text !== ""
            focus: !screen.reading && !screen.typed
            filled: !actions.beside // two answers that weigh the same
            enabled: screen.settled && screen.pressable && visible && (!screen.typed || SetUp.ready)
            labelSize: actions.labelSize
            text: screen.typed ? SetUp.submit_label : screen.vm.primary_label
            onClicked: {
                if (screen.typed)
                    SetUp.submit();
                else
                    screen.vm.tap(screen.vm.primary);
            }
        }
    }
}
