// Another way on: as large as the primary.
import QtQuick

KioskButton {
}
