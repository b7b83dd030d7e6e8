// The person declined: nothing was captured.
import "../components"

RingScreen {
    picture: "id-card"
}
