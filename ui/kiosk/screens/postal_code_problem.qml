// Another postal code than the site's.
import "../components"

FaultScreen {
    picture: "map-pin"
}
