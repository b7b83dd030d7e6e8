// The person is stored.
import "../components"

RingScreen {
    picture: "check"
}
