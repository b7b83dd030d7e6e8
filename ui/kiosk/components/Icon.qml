// A Lucide icon in one colour. Decoration: whoever uses it carries the words.
import QtQuick
import Thenar.Kiosk

Image {
    property string name
    property color colour: Theme.text
    property real size: 24 * Theme.u
    property real stroke: 2

    width: Math.round(size)
    height: Math.round(size)
    sourceSize: Qt.size(width, height)
    source: name === "" ? "" : "image://icon/" + name + "/" + String(colour).slice(1) + "/" + stroke
    Accessible.ignored: true
}
