// The software is the latest.
import Thenar.Kiosk
import "../components"

RingScreen {
    headlineSize: Theme.title * 1.08 // the guide's words in two lines
    picture: "download"
    languages: true
}
