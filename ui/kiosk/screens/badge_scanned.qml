// The badge was read.
import "../components"

RingScreen {
    picture: "id-card"
    languages: true
}
