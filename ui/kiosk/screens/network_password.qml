// The password of a network.
import "../components"

EntryScreen {
}
