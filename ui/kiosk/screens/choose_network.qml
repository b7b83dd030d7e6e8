// What is in the air, below the way round typing.
import QtQuick
import Thenar.Kiosk
import "../components"

ScreenFrame {
    id: screen

    reading: true
    headlineLines: 1
    hinted: false
    sideBySide: true

    ChoiceRow {
        id: code

        width: parent?.width ?? 0
        height: list.line
        enabled: screen.settled
        picture: "scan-qr-code"
        text: SetUp.wifi_code_label
        onClicked: screen.vm.tap("wifi_code")
    }
    NetworkList {
        id: list

        anchors.fill: parent
        anchors.topMargin: line + 2 * gap
    }
}
