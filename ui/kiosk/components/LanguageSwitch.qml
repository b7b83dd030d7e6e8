// The next language, in its own words.
import QtQuick
import Thenar.Kiosk

BarButton {
    required property KioskModel vm

    picture: "globe"
    text: vm.next_language_label
    onClicked: vm.choose_language(vm.next_language)
}
