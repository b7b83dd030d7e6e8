// Activation begins with a code from the console.
import "../components"

RingScreen {
    picture: "qr-code"
}
