// The person is being stored.
import "../components"

RingScreen {
    picture: "clock"
}
