"""A chip with lines, as far as a switch needs one: levels that change, changes that are noted while a line is held."""

import errno
from collections.abc import Callable

from drivers.gpio.line import NOTED, LineAddress, Pull


class HeldLine:
    def __init__(self, board: "Board") -> None:
        self._board = board
        self._level = board.level
        self._notes: list[bool] = []
        self.held, self._alive = True, True

    def high(self) -> bool:
        self._refuse_dead()
        level = self._board.level
        self._board.meanwhile("high")
        return level

    def changes(self) -> list[bool]:
        self._refuse_dead()
        notes, self._notes = self._notes, []
        self._board.meanwhile("changes")
        return notes

    def close(self) -> None:
        self.held = False

    def note(self, level: bool) -> None:
        if level is not self._level:
            self._level = level
            self._notes = [*self._notes, level][-NOTED:]

    def _refuse_dead(self) -> None:
        """A chip that comes back gives its lines anew: one that was held before is dead for ever."""
        self._alive = self._alive and self._board.trouble is None
        if not self._alive:
            raise OSError(self._board.trouble or errno.ENODEV, "trouble")


class Board:
    """One line on it. `take` stands where the kernel would be asked."""

    def __init__(self, level: bool) -> None:
        self.level = level
        self.trouble: int | None = None
        """The kernel's number of what is wrong."""
        self.meanwhile: Callable[[str], None] = lambda question: None
        """What happens right after a question was answered."""
        self.taken: list[HeldLine] = []
        self.asked: list[tuple[LineAddress, Pull]] = []

    def take(self, address: LineAddress, pull: Pull) -> HeldLine:
        if self.trouble is not None:
            raise OSError(self.trouble, "trouble")
        if any(line.held for line in self.taken):
            raise OSError(errno.EBUSY, "in use")
        self.asked.append((address, pull))
        self.taken.append(HeldLine(self))
        return self.taken[-1]

    def drive(self, level: bool) -> None:
        self.level = level
        for line in self.taken:
            if line.held:
                line.note(level)
