// No connection: why, and what to do.
import "../components"

FaultScreen {
    picture: "wifi-off"
    sideBySide: true
}
