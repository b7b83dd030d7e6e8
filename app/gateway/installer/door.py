"""The pages before somebody is in: sign in, go to the company's sign-in and come back, and what went wrong."""

from app.gateway.installer.frame import PREFIX, Frame, alert, field
from app.gateway.installer.html import NOTHING, Html, element

SIGN_IN = f"{PREFIX}/sign-in"
COMPANY = f"{PREFIX}/company"
BACK = f"{PREFIX}/back"
"""Where another house's sign-in brings the browser back to."""


def sign_in_page(frame: Frame, trouble: str = "", name: str = "", changes: bool = False, company: bool = False) -> Html:
    """`changes`: the password has to be changed. A password that was typed is never sent back."""
    say = frame.texts.say
    new = _text(frame, "new_password", "password", "new-password", required=True) if changes else NOTHING
    owner = element(
        "p",
        element("input", type="checkbox", id="owner", name="owner", value="1"),
        element("label", say("sign_in.owner"), for_="owner"),
        class_="tick",
    )
    form = frame.form(
        SIGN_IN,
        say("sign_in.submit"),
        _text(frame, "name", "text", "username", required=True, maxlength=254, value=name),
        _text(frame, "password", "password", "current-password", required=True),
        _text(frame, "code", "text", "one-time-code", maxlength=40),
        new,
        owner,
    )
    elsewhere = frame.form(COMPANY, say("installer.company"), quiet=True) if company else NOTHING
    return frame.page(say("sign_in.title"), alert(trouble), element("p", say("installer.about")), form, elsewhere)


def leading_page(frame: Frame, title: str, words: str, to: str) -> Html:
    """Goes on by itself. For ways that a redirect may not take: to another house (`form-action` forbids it) and back
    from one (SameSite=Strict keeps the new cookie out of it)."""
    on = element("a", frame.texts.say("installer.go_on"), href=to, class_="primary")
    refresh = element("meta", http_equiv="refresh", content=f"0;url={to}")
    return frame.page(title, element("p", words), on, head=refresh)


def message_page(frame: Frame, title: str, words: str, *advice: str) -> Html:
    on = element("a", frame.texts.say("installer.start"), href=PREFIX, class_="primary")
    return frame.page(title, alert(words), *(element("p", each) for each in advice), on)


def _text(frame: Frame, name: str, kind: str, fill: str, **more: str | int | bool) -> Html:
    key = f"sign_in.field.{name}"
    label = frame.texts.say(key)
    if name == "code":
        label = frame.texts.say("form.optional", name=label)
    return field(name, label, frame.texts.say(f"{key}.hint"), kind, fill, **more)
