"""The page that is held in front of a device's camera: one activation code, as wide as the phone, black on white.

Source: ISO/IEC 18004, 5.3.8 (a quiet zone of four modules).

Rules it keeps: the code is shown once and kept nowhere; with scripts the page asks for the next one by itself while a
minute is left, and goes on when a device has taken it; without scripts it says how long the code counts, and leads to
the page where another is got.
"""

import segno

from app.domain.activation import LIFE, REISSUED_AFTER
from app.gateway.installer.frame import SCRIPT, Frame
from app.gateway.installer.html import Html, element
from app.gateway.installer.places import code_path, device_path
from app.gateway.installer.visit import UNATTENDED
from app.operations.instances import ActivationQrCode, InstanceDetail
from app.operations.sites import SiteDetail

QUIET_MODULES = 4
_LIFE_S, _AGAIN_S = int(LIFE.total_seconds()), int(REISSUED_AFTER.total_seconds())


def code_page(frame: Frame, code: ActivationQrCode, device: InstanceDetail, site: SiteDetail) -> Html:
    say = frame.texts.say
    again = element("input", type="hidden", name=UNATTENDED, value="1", disabled=True)
    minutes = _LIFE_S // 60
    return frame.page(
        device.name,
        element("p", element("b", site.name)),
        element("div", drawn(code.qr_code, say("code.picture", name=device.name)), class_="code"),
        element("p", say("codes.steps")),
        element(
            "p",
            say("installer.code.life", minutes=minutes),
            id="left",
            role="timer",
            data_left=_AGAIN_S,
            data_words=say("installer.code.left", time="{time}"),
            data_offline=say("installer.code.offline"),
            data_state=f"{device_path(device.device_instance_id)}/state",
            data_device=device_path(device.device_instance_id),
        ),
        element("p", say("installer.code.once")),
        frame.form(code_path(device.device_instance_id), say("installer.code.again"), again, id="again", quiet=True),
        head=_head(frame, device.device_instance_id),
    )


def drawn(text: str, name: str) -> Html:
    """Version 5 or less at level M, of one path, without a size: as large as there is room."""
    code = segno.make_qr(text, error="m", boost_error=False)
    rows = list(code.matrix_iter(border=QUIET_MODULES))
    side = len(rows)
    runs = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, modules in enumerate(rows)
        for column, module in enumerate(modules)
        if module
    )
    box = f"0 0 {side} {side}"
    light = element("rect", width=side, height=side, fill="#fff")
    dark = element("path", d=runs, fill="#000")
    return element("svg", light, dark, viewBox=box, role="img", aria_label=name, shape_rendering="crispEdges")


def _head(frame: Frame, instance_id: str) -> Html:
    over = element("meta", http_equiv="refresh", content=f"{_AGAIN_S};url={device_path(instance_id)}")
    script = element("script", src=SCRIPT, defer=True)
    return Html(element("noscript", over).text + script.text)
