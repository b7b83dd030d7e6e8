// The ring: colour, movement and glyph of the signal, around a picture or the live preview.
import QtQuick
import QtQuick.Shapes
import Thenar.Kiosk

Item {
    id: ring

    required property KioskModel vm
    property string picture: "hand"
    property bool mirrored: false
    readonly property string tone: vm.tone
    readonly property color colour: Theme.tone(tone)
    readonly property real thickness: Math.min(11 * Theme.u, width * 0.05)
    readonly property real aim: ({ "left": 180, "right": 0, "up": -90 })[vm.arrow] ?? 90
    readonly property string glyph: {
        if (tone === "granted")
            return "check";
        if (tone === "denied")
            return "x";
        return tone === "adjust" ? (arrows[vm.arrow] ?? causes[vm.cause] ?? "hand") : "";
    }
    readonly property var arrows: ({
            "nearer": "expand",
            "farther": "shrink",
            "left": "arrow-left",
            "right": "arrow-right",
            "up": "arrow-up",
            "down": "arrow-down",
            "turn_over": "rotate-3d",
            "spread": "unfold-horizontal",
            "level": "equal"
        })
    readonly property var causes: ({
            "cut_by_frame": "move",
            "moving": "pause",
            "blurred": "pause",
            "too_dark": "lightbulb",
            "too_bright": "sun",
            "glare": "sun",
            "covered": "bandage"
        })

    Accessible.role: Accessible.Indicator
    Accessible.name: vm.tone_name

    Rectangle {
        id: disc

        anchors.fill: parent
        anchors.margins: ring.thickness + 9 * Theme.u
        radius: width / 2
        color: Theme.surface

        Icon {
            anchors.centerIn: parent
            visible: !live.visible
            name: ring.picture
            mirror: ring.mirrored
            size: Math.max(parent.width * 0.5, 24 * Theme.u)
            stroke: ring.picture === ring.glyph ? 2 : 1.25
            colour: ring.picture === ring.glyph ? ring.colour : Theme.text
        }
    }
    Image {
        id: live

        anchors.fill: disc
        visible: ring.vm.preview && ring.vm.frame > 0
        cache: false
        fillMode: Image.PreserveAspectCrop
        source: visible ? "image://preview/" + ring.vm.frame : ""
        Accessible.role: Accessible.Graphic
        Accessible.name: ring.vm.preview_name
        Accessible.ignored: !visible
    }
    Shape {
        // The corners around the disc: a mask, as effects do not work in the software renderer.
        anchors.fill: disc
        visible: live.visible
        preferredRendererType: Shape.CurveRenderer

        ShapePath {
            strokeWidth: -1
            fillColor: Theme.background
            fillRule: ShapePath.OddEvenFill
            startX: -1
            startY: -1

            PathLine {
                x: disc.width + 1
                y: -1
            }
            PathLine {
                x: disc.width + 1
                y: disc.height + 1
            }
            PathLine {
                x: -1
                y: disc.height + 1
            }
            PathLine {
                x: -1
                y: -1
            }
            PathAngleArc {
                moveToStart: true
                centerX: disc.width / 2
                centerY: disc.height / 2
                radiusX: disc.width / 2
                radiusY: radiusX
                startAngle: 0
                sweepAngle: 360
            }
        }
    }
    RingArc {
        anchors.fill: parent
        colour: Theme.track
        thickness: ring.thickness
    }
    RingArc {
        id: lit

        anchors.fill: parent
        colour: ring.colour
        thickness: ring.thickness
        from: ring.tone === "adjust" ? ring.aim - 30 : -90
        sweep: ({
                "quiet": 0,
                "searching": 90,
                "adjust": 60,
                "hold": 360 * ring.vm.progress,
                "working": ring.vm.measured ? 360 * ring.vm.progress : 360
            })[ring.tone] ?? 360

        RotationAnimator on rotation {
            running: Theme.motion && ring.tone === "searching"
            from: 0
            to: 360
            duration: 1600
            loops: Animation.Infinite
            onRunningChanged: if (!running) lit.rotation = 0
        }
        SequentialAnimation on opacity {
            id: pulse

            running: Theme.motion && ring.tone === "adjust"
            loops: Animation.Infinite
            onRunningChanged: if (!running) lit.opacity = 1

            NumberAnimation {
                from: 1
                to: 0.45
                duration: 350
            }
            NumberAnimation {
                from: 0.45
                to: 1
                duration: 350
            }
        }
        SequentialAnimation on opacity {
            id: breath

            running: Theme.motion && ring.tone === "working"
            loops: Animation.Infinite
            onRunningChanged: if (!running) lit.opacity = 1

            NumberAnimation {
                from: 1
                to: 0.3
                duration: 1200
                easing.type: Easing.InOutSine
            }
            NumberAnimation {
                from: 0.3
                to: 1
                duration: 1200
                easing.type: Easing.InOutSine
            }
        }
    }
    RingArc {
        // The colour that a challenge asks the palm to reflect: as much light as fits.
        anchors.fill: parent
        visible: ring.vm.colour !== ""
        colour: visible ? ring.vm.colour : "transparent"
        thickness: ring.thickness + 9 * Theme.u
    }
    Rectangle {
        id: chip

        readonly property real radians: ring.aim * Math.PI / 180
        readonly property real reach: (ring.width - ring.thickness) / 2

        visible: ring.glyph !== "" && (live.visible || ring.glyph !== ring.picture)
        width: Math.min(68 * Theme.u, Math.max(46 * Theme.u, ring.width * 0.3))
        height: width
        radius: width / 2
        x: ring.width / 2 + reach * Math.cos(radians) * 0.96 - width / 2
        y: ring.height / 2 + reach * Math.sin(radians) * 0.96 - height / 2
        color: ring.colour
        border.width: 6 * Theme.u
        border.color: Theme.background

        Icon {
            anchors.centerIn: parent
            name: ring.glyph
            size: parent.width * 0.54
            stroke: 2.5
            colour: Theme.background
        }
    }
}
