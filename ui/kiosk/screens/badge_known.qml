// The badge has palms already.
import "../components"

RingScreen {
    picture: "id-card"
}
