"""An installer's phone without scripts: it opens pages, follows links, and sends the forms that are on them.

phone = Phone(client, "https://localhost")
phone.open("/install")
phone.send("/install/sign-in", name="ada", password="…")
assert phone.page.title == "Select a site"
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx
import numpy as np
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.domain.codes import OneCode
from app.ports.camera import Pixels
from app.runtime.clock import SystemClock
from drivers.qr_code.reader import QrCodeReader

WIDTH_PX = 390
"""Of a common phone."""


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    text: str = ""


@dataclass
class Form:
    action: str
    hidden: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """What a browser makes of it: elements with their text, and forms."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.source = text
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self._open: list[Element] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        if tag not in ("br", "input", "link", "meta"):
            self._open.append(element)
        if tag == "form":
            self.forms.append(Form(element.attributes["action"] or ""))
        if tag == "input" and element.attributes.get("type") == "hidden" and "disabled" not in element.attributes:
            self.forms[-1].hidden[element.attributes["name"] or ""] = element.attributes["value"] or ""

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag, f"</{tag}> ends nothing that is open"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def one(self, tag: str, **attributes: str) -> Element:
        (found,) = [e for e in self.all(tag) if all(e.attributes.get(k) == v for k, v in attributes.items())]
        return found

    @property
    def title(self) -> str:
        return self.one("h1").text

    @property
    def words(self) -> str:
        return self.one("body").text

    @property
    def trouble(self) -> str:
        return self.one("p", role="alert").text

    def link(self, words: str) -> str:
        (found,) = [element for element in self.all("a") if words in element.text]
        return found.attributes["href"] or ""

    def form(self, action: str) -> Form:
        (found,) = [form for form in self.forms if form.action == action]
        return found


class Phone:
    def __init__(self, client: httpx.Client, url: str, language: str = "en") -> None:
        self.client = client
        self.url = url
        self.headers = {"accept-language": language}
        self.answer = httpx.Response(0)

    @property
    def page(self) -> Page:
        return Page(self.answer.text)

    def open(self, path: str, **headers: str) -> Page:
        self.answer = self.client.get(f"{self.url}{path}", headers={**self.headers, **headers}, follow_redirects=True)
        return self.page

    def follow(self, words: str) -> Page:
        return self.open(self.page.link(words))

    def send(self, action: str, headers: dict[str, str] | None = None, **fields: str) -> Page:
        """The form that is on the page, filled in."""
        return self.post(action, {**self.page.form(action).hidden, **fields}, headers)

    def post(self, action: str, fields: dict[str, str], headers: dict[str, str] | None = None) -> Page:
        self.answer = self.client.post(
            f"{self.url}{action}", data=fields, headers={**self.headers, **(headers or {})}, follow_redirects=True
        )
        return self.page

    def sign_in(self, name: str, password: str, **more: str) -> Page:
        self.open("/install")
        hidden = self.page.form("/install/sign-in").hidden
        return self.post("/install/sign-in", {**hidden, "name": name, "password": password, **more})

    def shown_code(self) -> str:
        """What a device reads off the screen."""
        seen = QrCodeReader(SystemClock()).read(self.picture())
        assert isinstance(seen, OneCode), seen
        return seen.text

    def picture(self) -> Pixels:
        """Of the code as wide as the screen: (390, 390, 3) uint8, BGR, on the grey that is around it."""
        source = self.page.source
        drawing = source[source.index("<svg") : source.index("</svg>") + len("</svg>")]
        drawing = drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        image = QImage(WIDTH_PX, WIDTH_PX, QImage.Format.Format_Grayscale8)
        image.fill(128)
        painter = QPainter(image)
        QSvgRenderer(QByteArray(drawing.encode())).render(painter)
        painter.end()
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(WIDTH_PX, image.bytesPerLine())[:, :WIDTH_PX]
        return np.repeat(rows[:, :, None], 3, axis=2)
