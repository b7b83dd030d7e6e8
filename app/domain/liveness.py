"""How a terminal meets pictures of palms: the switch that its settings hold. What each does is in the manual."""

from enum import Enum


class LivenessLevel(Enum):
    """Each value is the name of a profile of `app.biometrics.liveness.judge`."""

    OFF = "off"
    REPORT = "report"
    KIOSK = "kiosk"
    CHALLENGED = "challenged"
