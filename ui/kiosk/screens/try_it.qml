// The person tries what was captured.
import "../components"

RingScreen {
}
