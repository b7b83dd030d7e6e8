// The left hand is being captured.
import "../components"

RingScreen {
    picture: "hand"
    mirrored: true
}
