// Done.
import "../components"

RingScreen {
    picture: "hand"
}
