// The consent, in full; declining is as large as agreeing.
import "../components"

DocumentScreen {
}
