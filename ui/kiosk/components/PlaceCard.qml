pragma ComponentBehavior: Bound
// What this terminal will be, to be compared with where it stands. What does not fit is reached by a flick or the keys.
import QtQuick
import Thenar.Kiosk

Rectangle {
    id: card

    function move(by: real) {
        const last = Math.max(0, paper.contentHeight - paper.height);
        paper.contentY = Math.max(0, Math.min(last, paper.contentY + by));
    }

    color: Theme.surface
    radius: 16 * Theme.u
    border.width: Math.max(1, Theme.u)
    border.color: activeFocus ? Theme.text : Theme.hairline
    activeFocusOnTab: paper.contentHeight > paper.height
    Keys.onDownPressed: move(paper.height * 0.8)
    Keys.onUpPressed: move(-paper.height * 0.8)
    Accessible.role: Accessible.Pane
    Accessible.name: SetUp.place_said

    Flickable {
        id: paper

        anchors.fill: parent
        anchors.margins: 10 * Theme.u
        clip: true
        contentWidth: width
        contentHeight: lines.height
        boundsBehavior: Flickable.StopAtBounds
        flickableDirection: Flickable.VerticalFlick

        Column {
            id: lines

            width: paper.width - 10 * Theme.u
            spacing: 5 * Theme.u

            Repeater {
                model: SetUp.place

                Column {
                    id: line

                    required property var modelData

                    width: lines.width

                    Words {
                        width: parent.width
                        fontSizeMode: Text.FixedSize
                        size: 18 * Theme.u
                        color: Theme.soft
                        horizontalAlignment: Text.AlignLeft
                        text: line.modelData.detail
                        Accessible.ignored: true
                    }
                    Words {
                        width: parent.width
                        fontSizeMode: Text.FixedSize
                        size: Theme.reading
                        font.weight: Font.DemiBold
                        horizontalAlignment: Text.AlignLeft
                        text: line.modelData.text
                        Accessible.ignored: true
                    }
                }
            }
        }
    }
    Rectangle {
        // Where one is in it.
        anchors.right: parent.right
        anchors.rightMargin: 6 * Theme.u
        visible: paper.contentHeight > paper.height + 1
        width: 6 * Theme.u
        radius: width / 2
        color: Theme.edge
        y: paper.y + paper.visibleArea.yPosition * paper.height
        height: Math.max(32 * Theme.u, paper.visibleArea.heightRatio * paper.height)
    }
}
