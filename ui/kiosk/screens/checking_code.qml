// The server is asked about the code.
import "../components"

RingScreen {
    picture: "qr-code"
}
