// The enrolment was not stored.
import "../components"

RingScreen {
    picture: "x"
}
