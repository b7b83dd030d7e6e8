pragma ComponentBehavior: Bound
// The networks in the air, strongest first: whole lines alone, and more of them by a flick or by Tab.
import QtQuick
import Thenar.Kiosk

Item {
    id: networks

    readonly property real line: (Theme.larger ? 76 : 64) * Theme.u
    readonly property real gap: 8 * Theme.u
    readonly property int fitting: Math.max(1, Math.floor((height + gap) / (line + gap)))

    Words {
        anchors.fill: parent
        visible: list.count === 0
        balanced: true
        color: Theme.soft
        text: SetUp.no_networks
    }
    ListView {
        id: list

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.rightMargin: more.visible ? 16 * Theme.u : 0
        height: networks.fitting * (networks.line + networks.gap) - networks.gap
        clip: true
        spacing: networks.gap
        cacheBuffer: 0
        boundsBehavior: Flickable.StopAtBounds
        snapMode: ListView.SnapToItem
        keyNavigationEnabled: false
        model: SetUp.networks

        delegate: ChoiceRow {
            required property var modelData
            required property int index

            width: list.width
            height: networks.line
            text: modelData.text
            picture: modelData.picture
            locked: modelData.locked
            said: modelData.said
            onClicked: SetUp.choose_network(index)
            onActiveFocusChanged: if (activeFocus) list.positionViewAtIndex(index, ListView.Contain)
            Keys.onDownPressed: list.show(index + 1)
            Keys.onUpPressed: list.show(index - 1)
        }

        function show(index) {
            if (index < 0 || index >= count)
                return;
            positionViewAtIndex(index, ListView.Contain);
            itemAtIndex(index).forceActiveFocus(Qt.TabFocusReason);
        }
    }
    Rectangle {
        id: more

        // Where one is in the list.
        anchors.right: parent.right
        visible: list.contentHeight > list.height + 1
        width: 6 * Theme.u
        radius: width / 2
        color: Theme.edge
        y: list.visibleArea.yPosition * list.height
        height: Math.max(40 * Theme.u, list.visibleArea.heightRatio * list.height)
    }
}
