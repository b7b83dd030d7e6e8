// The controller let the person in.
import "../components"

RingScreen {
    picture: "check"
}
