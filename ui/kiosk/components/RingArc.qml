// A lit part of a ring, in degrees clockwise from three o'clock.
import QtQuick
import QtQuick.Shapes

Shape {
    id: arc

    property color colour
    property real thickness
    property real from: -90
    property real sweep: 360

    preferredRendererType: Shape.CurveRenderer
    visible: sweep > 0

    ShapePath {
        strokeColor: arc.colour
        strokeWidth: arc.thickness
        fillColor: "transparent"
        capStyle: arc.sweep >= 360 ? ShapePath.FlatCap : ShapePath.RoundCap

        PathAngleArc {
            centerX: arc.width / 2
            centerY: arc.height / 2
            radiusX: (arc.width - arc.thickness) / 2
            radiusY: radiusX
            startAngle: arc.from
            sweepAngle: arc.sweep
        }
    }
}
