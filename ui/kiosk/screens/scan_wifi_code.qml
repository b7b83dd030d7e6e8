// The code of a Wi-Fi network is looked for.
import QtQuick
import Thenar.Kiosk
import "../components"

ScreenFrame {
    id: screen

    headlineLines: 1

    CodeFinder {
        anchors.centerIn: parent
        width: Math.min(parent.width, parent.height, 328 * Theme.u)
        height: width
        vm: screen.vm
    }
}
