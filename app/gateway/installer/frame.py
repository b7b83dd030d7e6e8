"""What every page has: head, heading, the way back, the sign-out, and the few pieces that several are made of.

Rules it keeps: the language is said, the width is the phone's, each field has a label, what went wrong is announced to
screen readers, and no page is a dead end.
"""

from dataclasses import dataclass

from app.config.text import Texts
from app.gateway.installer.html import NOTHING, Child, Html, element, joined
from app.gateway.installer.visit import WORD

PREFIX = "/install"
STYLE, SCRIPT = f"{PREFIX}/page.css", f"{PREFIX}/page.js"
SIGN_OUT = f"{PREFIX}/sign-out"


@dataclass(frozen=True)
class Frame:
    """Around a page. `word` goes into its forms; `back` leads one step back."""

    texts: Texts
    word: str = ""
    back: str = ""
    signed_in: bool = True
    """Whether there is anything to sign out of; without a word there is not."""

    def page(self, title: str, *content: Child, head: Html = NOTHING) -> Html:
        say = self.texts.say
        back = element("a", say("installer.back"), href=self.back, class_="back") if self.back else NOTHING
        main = element("main", back, element("h1", title), *content)
        out = self.form(SIGN_OUT, say("installer.sign_out"), quiet=True)
        body = element("body", main, element("footer", out) if self.word and self.signed_in else NOTHING)
        html = element("html", self._head(title, head), body, lang=self.texts.language, dir=say("language.direction"))
        return Html(f"<!doctype html>{html.text}")

    def _head(self, title: str, more: Html) -> Html:
        return element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            element("title", f"{title} · Thenar"),
            element("link", rel="stylesheet", href=STYLE),
            more,
        )

    def form(self, action: str, submit: str, *fields: Child, quiet: bool = False, **more: str) -> Html:
        """Sent by POST, with the word against forged requests."""
        button = element("button", submit, type="submit", class_="quiet" if quiet else "primary")
        word = element("input", type="hidden", name=WORD, value=self.word)
        return element("form", word, *fields, button, method="post", action=action, **more)


def field(name: str, label: str, hint: str, kind: str, fill: str, **more: str | int | bool) -> Html:
    """A labelled field; `fill` is what the browser may fill in (HTML, 4.10.18.7)."""
    return element(
        "p",
        element("label", label, for_=name),
        element("small", hint, id=f"{name}-hint"),
        element(
            "input",
            id=name,
            name=name,
            type=kind,
            autocomplete=fill,
            autocapitalize="none",
            spellcheck="false",
            aria_describedby=f"{name}-hint",
            **more,
        ),
        class_="field",
    )


def alert(words: str) -> Html:
    return element("p", words, role="alert", class_="alert") if words else NOTHING


def choices(rows: list[tuple[str, str, str]]) -> Html:
    """Links as large as buttons: address, name, and what else one should know."""
    items = [
        element("li", element("a", element("b", name), element("small", more) if more else NOTHING, href=to))
        for to, name, more in rows
    ]
    return element("ul", *items, class_="choices")


def lines(*words: str) -> Html:
    """An address as it stands on a letter."""
    pieces: list[Child] = []
    for each in words:
        pieces += [element("br"), each] if pieces else [each]
    return element("address", joined(*pieces))
