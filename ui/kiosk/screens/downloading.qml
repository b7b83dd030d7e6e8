// The latest software arrives.
import "../components"

RingScreen {
    picture: "download"
}
