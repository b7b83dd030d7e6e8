// No usable palm was seen in time.
import "../components"

RingScreen {
    picture: "hand"
}
