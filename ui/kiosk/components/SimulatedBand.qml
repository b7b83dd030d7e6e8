// On every screen of a terminal that is not real.
import QtQuick
import Thenar.Kiosk

Rectangle {
    id: band

    required property KioskModel vm

    visible: vm.band_label !== ""
    height: visible ? 30 * Theme.u : 0
    color: Theme.warning
    Accessible.role: Accessible.AlertMessage
    Accessible.name: vm.band_label
    Accessible.ignored: !visible

    Row {
        anchors.centerIn: parent
        spacing: 8 * Theme.u

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: "flask-conical"
            size: 20 * Theme.u
            colour: Theme.on_warning
        }
        Words {
            anchors.verticalCenter: parent.verticalCenter
            fontSizeMode: Text.FixedSize
            wrapMode: Text.NoWrap
            text: band.vm.band_label
            size: 18 * Theme.u
            font.weight: Font.DemiBold
            color: Theme.on_warning
            Accessible.ignored: true
        }
    }
}
