// The controller stayed silent: never granted.
import "../components"

RingScreen {
    picture: "door-open"
}
