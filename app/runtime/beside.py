"""Work that goes on beside something else, for as long as that takes.

with beside(delivery, filing): ...
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Protocol


class Work(Protocol):
    """Something with a thread of its own."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


@contextmanager
def beside(*works: Work) -> Iterator[None]:
    """Started in order, stopped in reverse, each that was started."""
    with ExitStack() as stack:
        for work in works:
            work.start()
            stack.callback(work.stop)
        yield
