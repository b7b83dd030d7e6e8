// Who signs in to the network: the terminal itself, or somebody with a name and a password.
import "../components"

RingScreen {
    picture: "lock"
}
