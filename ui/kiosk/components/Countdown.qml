// Seconds until the screen leaves by itself: a number, and a ring that empties.
import QtQuick
import Thenar.Kiosk

Item {
    id: countdown

    required property KioskModel vm
    readonly property int whole: vm.countdown_s
    property int left: whole

    onWholeChanged: left = whole
    Accessible.role: Accessible.Indicator
    Accessible.name: vm.seconds_left(left)

    RingArc {
        anchors.fill: parent
        colour: Theme.track
        thickness: 11 * Theme.u
    }
    RingArc {
        anchors.fill: parent
        colour: Theme.accent
        thickness: 11 * Theme.u
        sweep: countdown.whole > 0 ? 360 * countdown.left / countdown.whole : 0
    }
    Words {
        anchors.centerIn: parent
        fontSizeMode: Text.FixedSize
        text: countdown.left
        size: countdown.width * 0.36
        font.weight: Font.DemiBold
        Accessible.ignored: true
    }
    Timer {
        running: Theme.ticking && countdown.left > 0
        interval: 1000
        repeat: true
        onTriggered: countdown.left -= 1
    }
}
