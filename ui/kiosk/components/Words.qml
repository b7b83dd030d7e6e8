// Text in the bundled font. It wraps, and shrinks to at worst `smallest` rather than being cut.
import QtQuick
import Thenar.Kiosk

Text {
    property real size: Theme.body
    property real smallest: 18 * Theme.u

    color: Theme.text
    font.family: Theme.family
    font.pixelSize: Math.round(size)
    fontSizeMode: Text.Fit
    minimumPixelSize: Math.round(Math.min(size, smallest))
    wrapMode: Text.Wrap
    textFormat: Text.PlainText
    horizontalAlignment: Text.AlignHCenter
    verticalAlignment: Text.AlignVCenter
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Accessible.ignored: text === ""
}
