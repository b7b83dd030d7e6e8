// The server compares the postal code.
import "../components"

RingScreen {
    picture: "map-pin"
}
