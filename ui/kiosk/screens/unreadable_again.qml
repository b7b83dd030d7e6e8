// Again no usable palm was seen: the hint, and whom to call.
import "../components"

RingScreen {
    picture: "hand"
}
