"""What every implementation of the updates port does."""

from typing import Protocol

from app.domain.updates import Fetched
from app.ports.updates import Updates


class Bench(Protocol):
    """An implementation with a version of its own, and a newer one that is offered."""

    newer: str

    def started(self) -> Updates:
        """As the version sees it that starts now."""
        ...


class UpdatesContract:
    def test_what_is_newer_comes_with_progress_and_is_not_yet_run(self, bench: Bench) -> None:
        updates = bench.started()
        seen: list[float] = []
        assert updates.fetch(seen.append) is Fetched.NEWER
        assert (seen, seen[0], seen[-1]) == (sorted(seen), 0.0, 1.0)
        assert updates.version() != bench.newer
        assert not updates.on_trial()

    def test_what_is_installed_is_on_trial_until_it_is_kept(self, bench: Bench) -> None:
        updates = bench.started()
        updates.fetch(lambda share: None)
        updates.install()
        assert (updates.waiting(), updates.on_trial()) == (True, False)
        again: list[float] = []
        assert updates.fetch(again.append) is Fetched.NEWER
        assert again == []
        tried = bench.started()
        assert not tried.waiting()
        assert (tried.version(), tried.on_trial()) == (bench.newer, True)
        tried.commit()
        assert (tried.version(), tried.on_trial()) == (bench.newer, False)
        kept = bench.started()
        assert (kept.version(), kept.on_trial(), kept.failed()) == (bench.newer, False, None)
        assert kept.fetch(lambda share: None) is Fetched.CURRENT

    def test_what_is_rolled_back_is_told_of_and_not_offered_again(self, bench: Bench) -> None:
        updates = bench.started()
        before = updates.version()
        updates.fetch(lambda share: None)
        updates.install()
        bench.started().roll_back()
        after = bench.started()
        assert (after.version(), after.on_trial()) == (before, False)
        failed = after.failed()
        assert failed is not None
        assert failed.version == bench.newer
        assert after.fetch(lambda share: None) is Fetched.FAILED_BEFORE

    def test_without_a_trial_there_is_nothing_to_judge(self, bench: Bench) -> None:
        updates = bench.started()
        before = updates.version()
        updates.commit()
        updates.roll_back()
        after = bench.started()
        assert (after.version(), after.on_trial(), after.failed()) == (before, False, None)

    def test_installing_what_was_not_fetched_does_nothing(self, bench: Bench) -> None:
        bench.started().install()
        assert not bench.started().on_trial()
