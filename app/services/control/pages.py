"""Lists that go over several pages. Where the next page begins travels with the caller, sealed.

Rules it keeps: a token opens only for the caller, the operation and the filters that it was made for; it says nothing
to whoever carries it; a token that does not open is a refusal, never a first page.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.operations.common import PAGE_SIZE
from app.operations.refusals import Reason, Refusal
from app.ports.control.seals import Seals

ItemT = TypeVar("ItemT")
_TABLE = "page"


@dataclass(frozen=True)
class Cut(Generic[ItemT]):
    """One page, and the token of the next; None on the last one."""

    items: tuple[ItemT, ...]
    next_token: str | None


@dataclass(frozen=True)
class Pages:
    seals: Seals
    scope: str
    """Who asks for which list."""

    def cut(
        self,
        fetch: Callable[[str, int], Sequence[ItemT]],
        key: Callable[[ItemT], str],
        size: int | None,
        token: str | None,
        filters: str = "",
    ) -> Cut[ItemT] | Refusal:
        """`fetch` brings at most so many items from behind a key on, in the order of `key`; from the first for ""."""
        place = hashlib.sha256(f"{self.scope}\0{filters}".encode()).hexdigest()
        after = "" if token is None else self._opened(token, place)
        if after is None:
            return Refusal.of(Reason.BAD_PAGE_TOKEN, member="nextToken")
        most = PAGE_SIZE if size is None else size
        found = fetch(after, most + 1)
        if len(found) <= most:
            return Cut(tuple(found), None)
        return Cut(tuple(found[:most]), self._sealed(key(found[most - 1]), place))

    def _sealed(self, key: str, place: str) -> str:
        return base64.urlsafe_b64encode(self.seals.seal(key.encode(), _TABLE, place)).rstrip(b"=").decode()

    def _opened(self, token: str, place: str) -> str | None:
        try:
            sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (binascii.Error, ValueError):
            return None
        content = self.seals.open(sealed, _TABLE, place)
        return None if content is None else content.decode()
