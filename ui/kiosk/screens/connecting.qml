// Joining a network.
import "../components"

RingScreen {
    picture: "link"
}
