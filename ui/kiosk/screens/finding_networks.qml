// Listening for networks.
import "../components"

RingScreen {
    picture: "wifi"
}
