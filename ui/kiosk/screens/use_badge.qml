// Whether the palm is alive could not be told in time.
import "../components"

RingScreen {
    picture: "id-card"
}
