// What it will be, to be compared before it is so.
import QtQuick
import "../components"

ScreenFrame {
    reading: true
    headlineLines: 1
    hinted: wide

    PlaceCard {
        anchors.fill: parent
    }
}
