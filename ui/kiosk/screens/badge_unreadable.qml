// The reader gave no badge number.
import "../components"

RingScreen {
    picture: "id-card"
}
