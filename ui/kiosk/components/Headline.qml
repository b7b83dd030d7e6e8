// What this screen is about: at most six words. Its slot is fixed, so that nothing moves when it wraps.
import QtQuick
import Thenar.Kiosk

Words {
    balanced: true
    size: Theme.headline
    smallest: 26 * Theme.u
    font.weight: Font.DemiBold
    font.letterSpacing: -0.012 * size
    Accessible.role: Accessible.Heading
}
