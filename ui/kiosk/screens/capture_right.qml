// The right hand is being captured.
import "../components"

RingScreen {
    picture: "hand"
}
