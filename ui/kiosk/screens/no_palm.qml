// Neither hand could be captured.
import "../components"

RingScreen {
    picture: "id-card"
}
