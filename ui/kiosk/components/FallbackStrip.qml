// The equal way in without a palm: as large as the words about the palm.
import QtQuick
import Thenar.Kiosk

Item {
    id: strip

    required property KioskModel vm

    implicitHeight: 64 * Theme.u

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 12 * Theme.u

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: "id-card"
            size: 34 * Theme.u
            colour: Theme.text
            stroke: 1.75
        }
        Words {
            anchors.verticalCenter: parent.verticalCenter
            fontSizeMode: Text.FixedSize
            wrapMode: Text.NoWrap
            text: strip.vm.fallback_label
            size: Theme.body
            font.weight: Font.Medium
        }
    }
}
