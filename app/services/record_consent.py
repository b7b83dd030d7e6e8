"""Stamps what a person agreed to. Nothing is stored yet: the receipt is written with the person, or not at all.

receipt = record_consent(documents, "es", logbook)
"""

from app.config.documents import Documents
from app.domain.consent import ConsentReceipt
from app.services.logbook import Logbook


def record_consent(documents: Documents, language: str, logbook: Logbook) -> ConsentReceipt:
    """Raises FaultError(SETTINGS_INVALID) when there is no text in that language: nobody agreed to nothing."""
    return ConsentReceipt(documents.consent(language), logbook.clock.now(), logbook.terminal)
