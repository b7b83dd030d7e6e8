"""A dangerous call needs proof in its type; these tests keep the proofs scarce."""

from tests.architecture.sources import SHIPPED, called_name, modules

MAY_GRANT = {"app/services/identify.py", "app/services/present_badge.py"}

MAY_START_CAPTURE = {"app/flows/enrolment.py"}


def who_calls(name: str) -> set[str]:
    return {module.path for module in modules(*SHIPPED) for call in module.calls() if called_name(call) == name}


def test_two_modules_make_a_grant_and_no_other() -> None:
    makers = who_calls("Grant")
    assert makers
    assert makers <= MAY_GRANT


def test_only_the_enrolment_flow_asks_for_a_capture() -> None:
    assert who_calls("StartCapture") == MAY_START_CAPTURE


def test_only_the_access_flow_asks_for_a_door() -> None:
    assert who_calls("ReleaseDoor") == {"app/flows/access.py"}
