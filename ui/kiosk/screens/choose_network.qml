// What is in the air.
import QtQuick
import "../components"

ScreenFrame {
    reading: true
    headlineLines: 1
    hinted: false
    sideBySide: true

    NetworkList {
        anchors.fill: parent
    }
}
