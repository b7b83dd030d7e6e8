// Seconds until the screen leaves by itself: a number, and a ring that empties.
import QtQuick
import Thenar.Kiosk

Item {
    id: countdown

    required property KioskModel vm
    readonly property int whole: vm.countdown_s
    property int remaining: whole

    onWholeChanged: remaining = whole
    Accessible.role: Accessible.Indicator
    Accessible.name: vm.seconds_left(remaining)

    RingArc {
        anchors.fill: parent
        colour: Theme.track
        thickness: 11 * Theme.u
    }
    RingArc {
        anchors.fill: parent
        colour: Theme.accent
        thickness: 11 * Theme.u
        sweep: countdown.whole > 0 ? 360 * countdown.remaining / countdown.whole : 0
    }
    Words {
        anchors.centerIn: parent
        fontSizeMode: Text.FixedSize
        text: countdown.remaining
        size: countdown.width * 0.36
        font.weight: Font.DemiBold
        Accessible.ignored: true
    }
    Timer {
        running: Theme.ticking && countdown.remaining > 0
        interval: 1000
        repeat: true
        onTriggered: countdown.remaining -= 1
    }
}
