// No software: why, and what to do.
import "../components"

FaultScreen {
    picture: "download"
    sideBySide: true
}
