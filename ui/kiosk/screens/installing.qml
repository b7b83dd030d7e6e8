// What arrived is made ready; then the terminal starts again.
import "../components"

RingScreen {
    picture: "refresh-cw"
}
