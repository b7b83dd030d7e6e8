// Not this code: why, and what to do. Typing is still possible.
import "../components"

FaultScreen {
    picture: "qr-code"
}
