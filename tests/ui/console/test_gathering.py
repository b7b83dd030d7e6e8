"""A list is asked for page after page, and stops where it must."""

from dataclasses import dataclass, field

from app.operations.operation import AnswerT, Operation, RequestT
from app.operations.refusals import Reason, Refusal
from app.operations.sites import LIST_SITES, ListSites, SitePage
from ui.console.example_plane import SITES
from ui.console.gathering import MOST, PAGE, gathered


@dataclass
class Paged:
    """Implements `app.operations.backend.Backend`: these answers in turn, the last one for ever."""

    answers: list[SitePage | Refusal]
    tokens: list[str | None] = field(default_factory=list)

    def call(self, operation: Operation[RequestT, AnswerT], request: RequestT) -> AnswerT | Refusal:
        assert isinstance(request, ListSites)
        assert request.max_results == PAGE
        self.tokens.append(request.next_token)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        assert isinstance(answer, operation.answer | Refusal)
        return answer


def listed(backend: Paged) -> tuple[object, ...] | Refusal:
    return gathered(backend, LIST_SITES, ListSites(), lambda page: page.sites)


def test_every_page_is_asked_for_with_the_token_of_the_one_before() -> None:
    backend = Paged([SitePage(SITES[:2], "more"), SitePage(SITES[2:])])
    assert listed(backend) == SITES
    assert backend.tokens == [None, "more"]


def test_a_refusal_on_the_way_is_the_answer() -> None:
    refusal = Refusal.of(Reason.TOKEN_EXPIRED)
    assert listed(Paged([SitePage(SITES, "more"), refusal])) == refusal


def test_a_list_without_an_end_is_cut() -> None:
    rows = listed(Paged([SitePage(SITES, "more")]))
    assert not isinstance(rows, Refusal)
    assert len(rows) == MOST
