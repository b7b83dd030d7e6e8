// The consent is being recorded.
import "../components"

RingScreen {
    picture: "clock"
}
