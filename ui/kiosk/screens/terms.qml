// The terms, in full.
import "../components"

DocumentScreen {
    headlineLines: 1
}
