// Again the palm belongs to nobody here: the hint, and whom to call.
import "../components"

RingScreen {
    picture: "hand"
}
