// No connection: why, and what to do.
import "../components"

FaultScreen {
    picture: "wifi-off"
    sideBySide: vm.second !== "without_internet" // whose words need the width
}
