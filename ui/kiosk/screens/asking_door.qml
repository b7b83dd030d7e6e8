// The door controller is being asked.
import "../components"

RingScreen {
    picture: "door-open"
}
