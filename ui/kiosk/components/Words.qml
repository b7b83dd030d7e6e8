// Text in the bundled font. It wraps into lines of like length, and shrinks to at worst `smallest` rather than being cut.
import QtQuick
import Thenar.Kiosk

Text {
    id: words

    property real size: Theme.body
    property real smallest: 18 * Theme.u
    property bool balanced: false
    readonly property real spare: balanced ? Math.max(0, width - evenWidth(text, width, metrics.font.pixelSize) - 1) : 0

    function evenWidth(text: string, room: real, _pixels: real): real {
        const parts = text.split(" ").map(part => metrics.advanceWidth(part));
        const space = metrics.advanceWidth(" ");
        const lines = limit => {
            let count = 1;
            let used = -space;
            for (const part of parts) {
                if (used + space + part > limit && used > 0) {
                    count += 1;
                    used = part;
                } else {
                    used += space + part;
                }
            }
            return count;
        };
        const wanted = lines(room);
        let low = Math.max(...parts);
        let high = room;
        if (wanted === 1 || low >= high)
            return room;
        while (high - low > 1) {
            const middle = (low + high) / 2;
            if (lines(middle) > wanted)
                low = middle;
            else
                high = middle;
        }
        return Math.ceil(high) + 1;
    }

    leftPadding: spare / 2
    rightPadding: spare / 2
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

    FontMetrics {
        id: metrics

        font: words.font
    }
}
