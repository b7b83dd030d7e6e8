// The desk waits for a badge.
import "../components"

RingScreen {
    picture: "id-card"
    languages: true
}
