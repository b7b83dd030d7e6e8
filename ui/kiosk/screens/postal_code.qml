// The postal code of the site.
import "../components"

EntryScreen {
}
