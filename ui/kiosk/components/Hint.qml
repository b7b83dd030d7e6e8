// What to do now: at most twelve words. Brighter and heavier while it is a correction.
import QtQuick
import Thenar.Kiosk

Words {
    property bool correcting: false

    balanced: true
    color: correcting ? Theme.text : Theme.soft
    font.weight: correcting ? Font.DemiBold : Font.Normal
    Accessible.role: Accessible.AlertMessage
}
