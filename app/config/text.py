"""Every word that a person reads on a screen: `resources/text/<language>.json`, flat keys, one file a language; the
administrator's console has folders of its own: `console` for what every page has, `plane` for the pages of a control
plane.

Rules it keeps: all languages hold the same keys (a test walks the enums); a missing key is an error, never an empty
screen; a text holds facts as `{name}`.

>>> Texts("en").say("choice.ok")
'OK'
>>> Texts("en").say("samples", taken=1, needed=3)
'1 of 3'
"""

import json
from collections.abc import Mapping

from app.config.paths import resources_folder

DEFAULT_LANGUAGE = "en"


def languages() -> tuple[str, ...]:
    """The codes there are texts for, the default first."""
    codes = sorted(path.stem for path in (resources_folder() / "text").glob("*.json"))
    return tuple(sorted(codes, key=lambda code: code != DEFAULT_LANGUAGE))


def load_texts(language: str, room: str = "") -> Mapping[str, str]:
    """`room` is a folder inside `text`. Raises FileNotFoundError for a language that is not there."""
    path = resources_folder() / "text" / room / f"{language}.json"
    texts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return texts


class Texts:
    """One language's texts, of the common file or of folders inside `text`."""

    def __init__(self, language: str = DEFAULT_LANGUAGE, *rooms: str) -> None:
        self.language = language
        self._texts = {key: text for room in rooms or ("",) for key, text in load_texts(language, room).items()}

    def say(self, key: str, **facts: str | int) -> str:
        """Raises KeyError for an unknown key or a fact that is not given."""
        return self._texts[key].format(**facts)
