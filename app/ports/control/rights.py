"""One word that tells whether anybody's rights have changed since it was read.

What is remembered of principals, keys and policies under one mark holds while the mark is the same; it is read in the
transaction that relies on it, so that a right that was taken away is not honoured once that is committed.
"""

from typing import Protocol


class RightsMark(Protocol):
    """Replaced, in the same transaction, by whatever changes the owner, users, groups, roles, their tags, policies and
    keys. Drawn at random: a value that was rolled back never comes again."""

    def found(self) -> str:
        """As this transaction met it: read once."""
        ...

    def now(self) -> str:
        """With what this transaction itself changed."""
        ...
