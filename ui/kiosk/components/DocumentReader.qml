// A text to read in full. `seen` turns true once its end was on the screen, and stays so for this text.
import QtQuick
import Thenar.Kiosk

Rectangle {
    id: reader

    required property KioskModel vm
    required property Item after // reached by Tab, when there is nothing more to read
    readonly property string content: vm.document
    readonly property bool atEnd: paper.height > 0 && paper.contentHeight > 0 && paper.contentY + paper.height >= paper.contentHeight - 2
    property bool seen: false

    function readOn() {
        const last = Math.max(0, paper.contentHeight - paper.height);
        const next = Math.min(last, paper.contentY + paper.height * 0.8);
        if (Theme.motion) {
            glide.to = next;
            glide.restart();
        } else {
            paper.contentY = next;
        }
    }
    function readBack() {
        glide.stop();
        paper.contentY = Math.max(0, paper.contentY - paper.height * 0.8);
    }

    color: Theme.surface
    radius: 16 * Theme.u
    border.width: Math.max(1, Theme.u)
    border.color: activeFocus ? Theme.text : Theme.edge
    onAtEndChanged: if (atEnd) seen = true
    onSeenChanged: if (seen) vm.note_read()
    Component.onCompleted: seen = atEnd || vm.document_read
    onContentChanged: {
        paper.contentY = 0;
        seen = atEnd || vm.document_read;
    }
    activeFocusOnTab: true
    KeyNavigation.tab: more.visible ? more : after
    Accessible.role: Accessible.Document
    Accessible.name: vm.document_name
    Accessible.description: vm.document
    Accessible.focusable: true
    Keys.onDownPressed: readOn()
    Keys.onUpPressed: readBack()
    Keys.onSpacePressed: readOn()
    Keys.onPressed: event => {
        if (event.key === Qt.Key_PageDown)
            readOn();
        else if (event.key === Qt.Key_PageUp)
            readBack();
        else
            return;
        event.accepted = true;
    }

    Flickable {
        id: paper

        anchors.fill: parent
        anchors.margins: 6 * Theme.u
        anchors.rightMargin: 16 * Theme.u
        clip: true
        contentWidth: width
        contentHeight: body.height
        boundsBehavior: Flickable.StopAtBounds
        flickableDirection: Flickable.VerticalFlick

        NumberAnimation on contentY {
            id: glide

            running: false
            duration: 220
            easing.type: Easing.OutCubic
        }

        Text {
            id: body

            width: paper.width
            padding: 12 * Theme.u
            text: reader.vm.document
            textFormat: Text.RichText
            wrapMode: Text.Wrap
            color: Theme.text
            font.family: Theme.family
            font.pixelSize: Math.round(Theme.reading)
            lineHeight: 1.15
            Accessible.ignored: true
        }
    }
    Rectangle {
        // Where one is in the text.
        anchors.right: parent.right
        anchors.rightMargin: 6 * Theme.u
        visible: paper.contentHeight > paper.height
        width: 6 * Theme.u
        radius: width / 2
        color: Theme.edge
        y: paper.y + paper.visibleArea.yPosition * paper.height
        height: Math.max(40 * Theme.u, paper.visibleArea.heightRatio * paper.height)
    }
    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: 2 * Theme.u
        anchors.rightMargin: 18 * Theme.u
        height: 96 * Theme.u
        radius: 14 * Theme.u
        visible: more.visible
        gradient: Gradient {
            GradientStop {
                position: 0
                color: Qt.alpha(Theme.surface, 0)
            }
            GradientStop {
                position: 0.5
                color: Theme.surface
            }
        }
    }
    BarButton {
        id: more

        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 10 * Theme.u
        visible: !reader.seen
        picture: "chevrons-down"
        text: reader.vm.more_label
        onClicked: reader.readOn()
        KeyNavigation.tab: reader.after
    }
}
