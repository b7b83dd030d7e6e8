// The terminal becomes who the code said.
import "../components"

RingScreen {
    picture: "refresh-cw"
}
