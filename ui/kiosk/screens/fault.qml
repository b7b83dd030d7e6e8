// The terminal cannot go on.
import "../components"

FaultScreen {
}
