"""What the administrator's console asks of the rest: one Protocol a page, answered here or one day from afar.

Every call may take a while and may raise FaultError: a window asks through `app.runtime.errands`.
"""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt
from app.domain.outlook import Outlook, Question
from app.domain.people import PersonId
from app.ports.records import AuditQuery, AuditRow, Enrolled, Page, PeopleQuery, PersonRow


class PeopleBook(Protocol):
    def page(self, query: PeopleQuery) -> Page[PersonRow]: ...

    def holder(self, badge: Badge) -> PersonId | None:
        """Whose badge it is."""
        ...

    def receipt(self, person: PersonId) -> ConsentReceipt | None:
        """What the person agreed to; still there after deletion."""
        ...

    def end_access(self, people: Collection[PersonId], ends_at: datetime | None) -> int:
        """From `ends_at` on they are refused; None: without an end. How many of them are there."""
        ...

    def delete(self, person: PersonId) -> bool:
        """For ever; False when there was no such person any more."""
        ...


class AuditBook(Protocol):
    def page(self, query: AuditQuery) -> Page[AuditRow]: ...

    def first_broken(self) -> int | None:
        """The number of the first row that does not follow from those before it; None when the chain holds."""
        ...


class AccuracyBook(Protocol):
    def enrolled(self) -> Enrolled: ...

    def outlook(self, question: Question) -> Outlook: ...

    def use_card(self, path: Path) -> None:
        """From now on what this performance card (its JSON) measured stands beside the model. Raises
        FaultError(INPUT_UNREADABLE) for a file that is no card of these thresholds; then the last one stays."""
        ...
