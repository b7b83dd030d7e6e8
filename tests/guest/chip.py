"""A GPIO chip that the kernel simulates: lines that a test pulls up and down as a switch would.

    with simulated_chip({17: "CASE"}, tmp_path / "chip") as chip:
        chip.drive(17, high=True)

Source: the kernel's "Configfs GPIO Simulator". Needs its module and root, which `make guest` has.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SIMULATOR = Path("/sys/kernel/config/gpio-sim")
LINES = 32


class SimulatedChip:
    def __init__(self, folder: Path, link: Path) -> None:
        self._folder = folder
        self.device = link
        """As a program names it: a link to the chip while it is there, as udev's rules make, whatever its number is."""

    @property
    def plugged(self) -> bool:
        return (self._folder / "live").read_text().strip() == "1"

    def plug_in(self) -> None:
        (self._folder / "live").write_text("1")
        self.device.symlink_to(f"/dev/{self.name}")

    def unplug(self) -> None:
        self.device.unlink()
        (self._folder / "live").write_text("0")

    def drive(self, line: int, *, high: bool) -> None:
        self._line(line, "pull").write_text("pull-up" if high else "pull-down")

    def value(self, line: int) -> bool:
        """What is on the line: of an output, what the program puts there."""
        return self._line(line, "value").read_text().strip() == "1"

    @property
    def name(self) -> str:
        """The kernel's, `gpiochip0`."""
        return (self._folder / "bank" / "chip_name").read_text().strip()

    def _line(self, line: int, what: str) -> Path:
        device = (self._folder / "dev_name").read_text().strip()
        return Path("/sys/devices/platform", device, self.name, f"sim_gpio{line}", what)


@contextmanager
def simulated_chip(names: Mapping[int, str], link: Path) -> Iterator[SimulatedChip]:
    """Plugged in. `names` are those of lines that have one."""
    folder = SIMULATOR / "thenar"
    made = [folder, folder / "bank", *(folder / "bank" / f"line{line}" for line in names)]
    for each in made:
        each.mkdir()
    (folder / "bank" / "num_lines").write_text(str(LINES))
    for line, name in names.items():
        (folder / "bank" / f"line{line}" / "name").write_text(name)
    chip = SimulatedChip(folder, link)
    chip.plug_in()
    try:
        yield chip
    finally:
        if chip.plugged:
            chip.unplug()
        for each in reversed(made):
            each.rmdir()
