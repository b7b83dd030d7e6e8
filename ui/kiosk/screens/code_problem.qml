// Not this code: why, and what to do.
import "../components"

FaultScreen {
    picture: "qr-code"
}
