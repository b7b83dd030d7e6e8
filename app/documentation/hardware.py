"""The manual's page of supported hardware, from the `driver.toml` beside each driver.

A `driver.toml` says what it drives and, as plainly, what it does not and what it was never tried with:

    name = "OSDP peripheral device"
    port = "door"                       # or ports = ["camera", "door"]
    settings = "osdp:/dev/ttyUSB0"      # how a settings file names it; one text or a list
    simulated = false
    supports = ["secure channel"]
    does_not_support = ["install mode"]
    tested_with = ["osdp 1.6 over a pseudo-terminal"]
    not_tested_with = ["a real panel"]
    library = "libosdp"                 # with library_version and library_licence, where it stands on one
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.documentation.page import Page, page, table

INTRODUCTION = (
    "What each driver speaks to, what it was tried with and what it was not. *Simulated* devices are for demos and "
    "tests: they never mix with real ones."
)


class UnreadableDriverFile(ValueError):
    """A driver.toml lacks a key or holds one of another type."""


@dataclass(frozen=True, slots=True)
class Driver:
    folder: str
    name: str
    ports: tuple[str, ...]
    settings: tuple[str, ...]
    simulated: bool
    supports: tuple[str, ...]
    does_not_support: tuple[str, ...]
    tested_with: tuple[str, ...]
    not_tested_with: tuple[str, ...]
    library: str


def read_driver(folder: str, table: Mapping[str, object]) -> Driver:
    """Reads the parsed TOML of `drivers/<folder>/driver.toml`. Raises UnreadableDriverFile."""
    ports = _texts(folder, table, "ports") or _texts(folder, table, "port")
    if not ports:
        raise UnreadableDriverFile(f"drivers/{folder}/driver.toml: name the port it provides")
    (name, *_) = _texts(folder, table, "name") or (folder,)
    return Driver(
        folder,
        name,
        ports,
        _texts(folder, table, "settings"),
        table.get("simulated") is True,
        _texts(folder, table, "supports"),
        _texts(folder, table, "does_not_support"),
        _texts(folder, table, "tested_with"),
        _texts(folder, table, "not_tested_with"),
        _library(folder, table),
    )


def hardware_page(drivers: Iterable[Driver]) -> Page:
    ordered = sorted(drivers, key=lambda driver: (driver.simulated, driver.ports, driver.folder))
    overview = table(
        ("port", "driver", "folder"),
        [(", ".join(driver.ports), _title(driver), f"`drivers/{driver.folder}`") for driver in ordered],
    )
    return page("hardware.md", "Supported hardware", INTRODUCTION, overview, *(_section(driver) for driver in ordered))


def _title(driver: Driver) -> str:
    return f"{driver.name} (simulated)" if driver.simulated else driver.name


def _section(driver: Driver) -> str:
    lists = (
        ("In a settings file", tuple(f"`{example}`" for example in driver.settings)),
        ("Supports", driver.supports),
        ("Does not support", driver.does_not_support),
        ("Tried with", driver.tested_with),
        ("Not tried with", driver.not_tested_with),
        ("Stands on", (driver.library,) if driver.library else ()),
    )
    lines = [f"## {_title(driver)}"]
    for head, items in lists:
        if items:
            lines += ["", f"{head}:", "", *(f"- {item}" for item in items)]
    return "\n".join(lines)


def _library(folder: str, table: Mapping[str, object]) -> str:
    name, version, licence = (
        " ".join(_texts(folder, table, key)) for key in ("library", "library_version", "library_licence")
    )
    return f"{name} ({version}; {licence})" if name else ""


def _texts(folder: str, table: Mapping[str, object], key: str) -> tuple[str, ...]:
    """One text, a list of texts, or nothing where the key is absent or empty."""
    value = table.get(key, [])
    if isinstance(value, str):
        return (value,) if value else ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UnreadableDriverFile(f"drivers/{folder}/driver.toml: {key} must be a text or a list of texts")
    return tuple(value)
