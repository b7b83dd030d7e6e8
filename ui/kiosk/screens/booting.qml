// The terminal looks itself over.
import "../components"

RingScreen {
    picture: "hand"
}
