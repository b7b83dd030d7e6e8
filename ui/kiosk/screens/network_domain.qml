// Whom the network's server must be.
import "../components"

EntryScreen {
}
