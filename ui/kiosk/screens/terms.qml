// The terms, in full.
import "../components"

DocumentScreen {
}
