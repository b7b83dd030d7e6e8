// The application is being started again.
import "../components"

RingScreen {
    picture: "refresh-cw"
}
