"""The terms and consent texts that people read before anything is captured. Immutable: a changed text is a new version.

Rules it keeps: what a person agreed to can be shown again years later, byte for byte; a text that differs from its
recorded hash is refused before anybody is asked to agree to it.

    documents = load_documents(resources_folder() / "consent")
    documents.words(Document.CONSENT, "es")
    documents.consent("es")          -> ConsentText(version="1", language="es", sha256="...")
"""

import json
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path

from app.domain.consent import ConsentText
from app.domain.faults import Fault, FaultError

CURRENT_VERSION = "1"
"""Of both documents. Older ones stay in the folder for as long as a receipt names them."""

MANIFEST = "manifest.json"


class Document(Enum):
    """The same words as the enrolment screens that show them."""

    TERMS = "terms"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    document: Document
    text: ConsentText
    words: str


@dataclass(frozen=True, slots=True)
class Documents:
    """All documents of the current version, one for each language."""

    written: tuple[WrittenDocument, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({each.text.language for each in self.written}))

    def words(self, document: Document, language: str) -> str:
        """Paragraphs with an empty line between them; a line that starts with "- " is a point of a list."""
        return self._find(document, language).words

    def consent(self, language: str) -> ConsentText:
        """What a receipt names when a person agrees in this language."""
        return self._find(Document.CONSENT, language).text

    def _find(self, document: Document, language: str) -> WrittenDocument:
        for each in self.written:
            if each.document is document and each.text.language == language:
                return each
        raise FaultError(Fault.SETTINGS_INVALID, f"languages: there is no {document.value} text in {language!r}")


def load_documents(folder: Path, version: str = CURRENT_VERSION) -> Documents:
    """Raises FaultError(SETTINGS_INVALID) for a text that is missing, unknown to the manifest, or altered."""
    try:
        recorded: dict[str, str] = json.loads((folder / MANIFEST).read_text("utf-8"))
        names = sorted(name for name in recorded if name.rpartition("-")[2].split(".")[0] == version)
        written = tuple(_load(folder, name, recorded[name]) for name in names)
    except (OSError, ValueError) as error:
        raise FaultError(Fault.SETTINGS_INVALID, "resources/consent is not readable: install Thenar again") from error
    return Documents(written)


def _load(folder: Path, name: str, recorded: str) -> WrittenDocument:
    content = (folder / name).read_bytes()
    hashed = sha256(content).hexdigest()
    if hashed != recorded:
        raise FaultError(Fault.SETTINGS_INVALID, f"{name} was edited: a changed text needs a version of its own")
    stem, language, _ = name.split(".")
    document, _, version = stem.rpartition("-")
    return WrittenDocument(Document(document), ConsentText(version, language, hashed), content.decode("utf-8"))
