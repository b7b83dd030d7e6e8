"""Tags in the store, by the resource that carries them."""

from collections.abc import Collection, Mapping
from typing import Protocol


class ResourceTags(Protocol):
    """`resource` as in `site/abCdefG12hijkL`. The tags of a resource go when it goes: its service calls `clear`."""

    def of(self, resource: str) -> Mapping[str, str]:
        """In the order of their keys; nothing for a resource without any."""
        ...

    def put(self, resource: str, tags: Mapping[str, str]) -> None:
        """Adds, and replaces those of the same key."""
        ...

    def remove(self, resource: str, keys: Collection[str]) -> None:
        """Does nothing about a key that is not there."""
        ...

    def clear(self, resource: str) -> None: ...
