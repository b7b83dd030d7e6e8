"""People who wait are told for what, and not too often."""

from app.entrypoints.progress import EVERY_S, SILENT, Progress


def test_every_item_passes_and_a_line_comes_only_when_seconds_have_gone_by() -> None:
    lines: list[str] = []
    time = iter([0.0] + [n * EVERY_S / 4 for n in range(1, 101)])
    assert list(Progress(lines.append, lambda: next(time)).through(range(100), 100, "pictures")) == list(range(100))
    assert len(lines) == 25
    assert lines[0] == "pictures: 4 of 100, about 2 min left"
    assert lines[-2] == "pictures: 96 of 100, about 5 s left"


def test_silence_lets_everything_through() -> None:
    assert "".join(SILENT.through("abc", 3, "letters")) == "abc"
