"""The texts that people agree to: unaltered, complete in every language, and plain about what they must say."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from app.config.documents import MANIFEST, Document, load_documents
from app.config.paths import resources_folder
from app.domain.faults import Fault, FaultError

FOLDER = resources_folder() / "consent"
PUBLISHED = {
    "consent-1.en.txt": "ce241365bb751d8243dd3baaa25ab5a29d4b5eb1acaa577c21ba9137cfe94f6b",
    "consent-1.es.txt": "7856a2838b689eeae4417c94b734b94d95e231bca62c7218b9736e368630c819",
    "terms-1.en.txt": "cbe9437c262eeb2c87d92fc9f02e97f5f3a8a3ed6bcc289ef9c9fcde831dbfb1",
    "terms-1.es.txt": "9169374d2227e596fa63db29c776926f9114fbfa94dfd371d51f10a5a5c4b020",
}
"""Said a second time, so that text and manifest cannot be edited together without anybody noticing."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "consent"))


def test_no_published_text_was_ever_edited() -> None:
    assert json.loads((FOLDER / MANIFEST).read_text()) == PUBLISHED
    assert {path.name for path in FOLDER.glob("*.txt")} == set(PUBLISHED)


@pytest.mark.requirement("ENR-009")
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_receipt_names_the_exact_bytes_that_were_shown(language: str) -> None:
    documents = load_documents(FOLDER)
    text = documents.consent(language)
    assert (text.version, text.language) == ("1", language)
    assert sha256(documents.words(Document.CONSENT, language).encode()).hexdigest() == text.sha256


def test_every_language_has_both_documents() -> None:
    documents = load_documents(FOLDER)
    assert documents.languages == ("en", "es")
    for language in documents.languages:
        assert all(documents.words(document, language).strip() for document in Document)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("palm code", "badge number", "No picture", "90 days", "3 years", "withdraw", "destroyed", "Decline")),
        (
            "es",
            (
                "código de palma",
                "tarjeta",
                "Ninguna fotografía",
                "90 días",
                "3 años",
                "retirar",
                "destruyen",
                "No acepto",
            ),
        ),
    ],
)
def test_the_consent_says_what_is_kept_what_not_how_long_and_how_to_leave(language: str, said: tuple[str, ...]) -> None:
    words = load_documents(FOLDER).words(Document.CONSENT, language)
    assert [phrase for phrase in said if phrase not in words] == []


def test_no_text_waits_to_be_filled_in() -> None:
    documents = load_documents(FOLDER)
    for written in documents.written:
        assert not any(mark in written.words for mark in ("{", "}", "TODO", "XXX", "[", "<"))


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_an_edited_text_is_refused(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(FaultError, match="was edited") as caught:
        load_documents(folder)
    assert caught.value.fault is Fault.SETTINGS_INVALID


@pytest.mark.parametrize("name", [MANIFEST, "consent-1.es.txt"])
def test_a_missing_text_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(FaultError) as caught:
        load_documents(folder)
    assert caught.value.fault is Fault.SETTINGS_INVALID


def test_a_text_outside_the_manifest_is_not_shown(folder: Path) -> None:
    (folder / "consent-1.fr.txt").write_text("Tout est à nous.")
    with pytest.raises(FaultError, match="'fr'"):
        load_documents(folder).consent("fr")
