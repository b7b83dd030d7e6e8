"""Every row of the registry is sound, and every operation that can be called has its function."""

import pytest

from app.operations.operation import AnyOperation, problems_of
from app.operations.registry import OPERATIONS, by_name
from app.operations.sites import CREATE_SITE
from app.services.control.handlers import HANDLERS


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_a_row_has_no_problem(operation: AnyOperation) -> None:
    assert list(problems_of(operation)) == []


def test_each_operation_is_served_or_says_what_it_waits_for() -> None:
    assert set(HANDLERS) == {name for name, operation in OPERATIONS.items() if not operation.planned}
    assert all(HANDLERS[name].operation is OPERATIONS[name] for name in HANDLERS)


def test_no_two_operations_have_one_address() -> None:
    addresses = [(operation.method, operation.uri) for operation in OPERATIONS.values()]
    assert len(addresses) == len(set(addresses))


def test_a_name_stands_once() -> None:
    with pytest.raises(ValueError, match="CreateSite"):
        by_name([CREATE_SITE, CREATE_SITE])
