// The palm belongs to nobody here.
import "../components"

RingScreen {
    picture: "hand"
}
