// The controller refused.
import "../components"

RingScreen {
    picture: "x"
}
