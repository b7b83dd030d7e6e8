// By cable or through the air, equally.
import "../components"

RingScreen {
    languages: true
    picture: "globe"
    sideBySide: true
}
