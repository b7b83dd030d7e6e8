// The one thing to do here, always at the bottom.
import QtQuick

KioskButton {
    filled: true
}
