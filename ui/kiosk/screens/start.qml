// The enrolment desk is free.
import "../components"

RingScreen {
    languages: true
}
