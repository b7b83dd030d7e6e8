// The name that a code says, before anything is done with it.
import QtQuick
import Thenar.Kiosk
import "../components"

ScreenFrame {
    headlineLines: 1

    Rectangle {
        anchors.centerIn: parent
        width: parent.width
        height: Math.min(parent.height, 220 * Theme.u)
        radius: 14 * Theme.u
        color: Theme.surface
        Accessible.role: Accessible.StaticText
        Accessible.name: SetUp.network + ", " + SetUp.protection

        Icon {
            id: lock

            anchors.horizontalCenter: parent.horizontalCenter
            y: 18 * Theme.u
            name: SetUp.locked ? "lock" : "wifi"
            size: 36 * Theme.u
            colour: Theme.soft
        }
        Words {
            id: name

            x: 16 * Theme.u
            y: lock.y + lock.height + 8 * Theme.u
            width: parent.width - 2 * x
            height: protection.y - y - 6 * Theme.u
            size: Theme.title
            smallest: 20 * Theme.u
            wrapMode: Text.Wrap
            font.weight: Font.DemiBold
            text: SetUp.network
            Accessible.ignored: true
        }
        Words {
            id: protection

            x: name.x
            y: parent.height - height - 18 * Theme.u
            width: name.width
            height: 30 * Theme.u
            color: Theme.soft
            text: SetUp.protection
            Accessible.ignored: true
        }
    }
}
