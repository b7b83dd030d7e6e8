// The palm or badge is being looked up.
import "../components"

RingScreen {
}
