// The name of a network that does not tell it.
import "../components"

EntryScreen {
}
