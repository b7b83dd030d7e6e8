pragma ComponentBehavior: Bound
// What happened, what to do now, and the code for whoever helps.
import QtQuick
import Thenar.Kiosk

Rectangle {
    id: details

    required property KioskModel vm
    readonly property real room: height - 32 * Theme.u - code.height - (stepped ? 21 : tight ? 14 : 20) * Theme.u
    readonly property bool urgent: vm.support_label !== ""
    readonly property bool stepped: vm.steps > 0
    readonly property bool tight: stepped || apart // every line counts
    readonly property real line: room / Math.max(1, happened.lines + remedy.lines + steps.lines)

    readonly property string joined: vm.code + " · " + vm.support_label
    readonly property real tightest: 18 * Theme.u / Theme.small // as small as words may get
    readonly property bool apart: metrics.advanceWidth(joined) * tightest > width - 32 * Theme.u

    // How many lines a text takes where it is as small as words may get; bold ones are wider.
    function lines(text: string, room: real): real {
        return Math.ceil(metrics.advanceWidth(text) * tightest * 1.1 / room);
    }

    color: Theme.surface
    radius: 16 * Theme.u
    border.width: Math.max(1, Theme.u)
    border.color: Theme.hairline

    FontMetrics {
        id: metrics

        font.family: Theme.family
        font.pixelSize: Math.round(Theme.small)
    }
    Column {
        anchors.fill: parent
        anchors.margins: 16 * Theme.u
        spacing: (details.tight ? 7 : 10) * Theme.u

        Words {
            id: happened

            readonly property real lines: details.tight ? details.lines(text, width) : 0.42
            width: parent.width
            height: lines * details.line
            text: details.vm.happened
            color: Theme.soft
            horizontalAlignment: Text.AlignLeft
        }
        Words {
            id: remedy

            readonly property real lines: details.tight ? details.lines(text, width) : 0.58
            width: parent.width
            height: lines * details.line
            text: details.vm.remedy
            font.weight: Font.DemiBold
            horizontalAlignment: Text.AlignLeft
        }
        Column {
            id: steps

            readonly property real textWidth: width - 28 * Theme.u
            readonly property real lines: total(details.vm.steps, details.vm.remedy)

            function total(count: int, _of: string): real {
                let sum = 0;
                for (let index = 0; index < count; index++)
                    sum += details.lines(details.vm.step(index), textWidth) + 0.2;
                return sum;
            }

            width: parent.width
            height: lines * details.line
            visible: details.stepped

            Repeater {
                model: details.vm.steps

                Row {
                    id: step

                    required property int index
                    readonly property string text: details.vm.remedy === "" ? "" : details.vm.step(index)

                    width: steps.width
                    height: (details.lines(text, steps.textWidth) + 0.2) * details.line
                    spacing: 8 * Theme.u

                    Words {
                        width: 20 * Theme.u
                        height: parent.height
                        text: (step.index + 1) + "."
                        wrapMode: Text.NoWrap
                        size: Theme.small
                        color: Theme.soft
                        horizontalAlignment: Text.AlignRight
                        verticalAlignment: Text.AlignTop
                    }
                    Words {
                        width: steps.textWidth
                        height: parent.height
                        text: step.text
                        size: Theme.small
                        horizontalAlignment: Text.AlignLeft
                        verticalAlignment: Text.AlignTop
                    }
                }
            }
        }
        Words {
            id: code

            width: parent.width
            height: implicitHeight
            fontSizeMode: details.apart ? Text.FixedSize : Text.HorizontalFit
            wrapMode: details.apart ? Text.Wrap : Text.NoWrap
            text: !details.urgent ? details.vm.code : details.apart ? details.vm.code + "\n" + details.vm.support_label : details.joined
            size: details.apart ? 18 * Theme.u : Theme.small
            color: details.urgent ? Theme.warning : Theme.soft
            font.weight: details.urgent ? Font.DemiBold : Font.Normal
            horizontalAlignment: Text.AlignLeft
        }
    }
}
