// The window's content: the screen that the view names, and nothing of its own.
import QtQuick
import Thenar.Kiosk

Rectangle {
    id: root

    required property KioskModel vm
    readonly property string screen: vm.screen

    function open() {
        loader.setSource(Qt.resolvedUrl("screens/" + screen + ".qml"), { "vm": vm });
    }

    color: Theme.background
    onScreenChanged: open()
    Component.onCompleted: open()
    LayoutMirroring.enabled: vm.right_to_left
    LayoutMirroring.childrenInherit: true

    Binding {
        target: Theme
        property: "u"
        value: Math.min(root.width / 360, root.height / 640)
    }
    Loader {
        id: loader

        anchors.fill: parent
        focus: true
        onLoaded: if (Theme.motion) entrance.restart()
    }
    // A veil that lifts: fading the screen itself would show what its masks hide.
    Rectangle {
        anchors.fill: parent
        color: Theme.background
        opacity: 0

        NumberAnimation on opacity {
            id: entrance

            running: false
            from: 0.8
            to: 0
            duration: 160
        }
    }
}
