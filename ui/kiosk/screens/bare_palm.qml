// What was shown was not taken for a living palm: says what helps, and accuses nobody.
import "../components"

RingScreen {
    picture: "hand"
}
