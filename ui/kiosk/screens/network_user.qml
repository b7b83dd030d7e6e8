// Who signs in to the network.
import "../components"

EntryScreen {
}
