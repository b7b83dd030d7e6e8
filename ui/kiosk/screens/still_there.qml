// The desk was left alone: it waits a little, then forgets everything.
import QtQuick
import Thenar.Kiosk
import "../components"

ScreenFrame {
    id: screen

    Countdown {
        anchors.centerIn: parent
        width: Math.min(parent.width, parent.height, 300 * Theme.u) - 8 * Theme.u
        height: width
        vm: screen.vm
    }
}
