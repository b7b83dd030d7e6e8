// Something is broken: what happened, what to do now, and the code for whoever helps.
import QtQuick
import Thenar.Kiosk

ScreenFrame {
    id: screen

    property string picture: vm.fault_picture
    readonly property bool stepped: vm.steps > 0 && !wide
    readonly property bool crowded: inVain || Theme.larger && stepped && !wide
    readonly property bool stacked: vm.second !== "" && !sideBySide && !wide
    readonly property bool full: crowded && stacked && Theme.larger // the words need the ring's place
    readonly property bool spare: vm.primary === "" && vm.second === "" && !wide

    PalmRing {
        id: ring

        anchors.horizontalCenter: parent?.horizontalCenter
        width: (screen.crowded ? 56 : Theme.larger || screen.stepped || screen.stacked ? 76 : 116) * Theme.u
        height: width
        visible: !screen.full
        vm: screen.vm
        picture: screen.crowded && glyph !== "" ? glyph : screen.picture // no room for both
    }
    FaultDetails {
        anchors.fill: parent
        anchors.topMargin: screen.full ? 0 : ring.height + (screen.crowded ? 12 : 18) * Theme.u
        anchors.bottomMargin: (screen.spare ? -72 : 6) * Theme.u // no button: its place is free
        vm: screen.vm
    }
}
