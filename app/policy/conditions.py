"""Conditions: one operator, one key, the values it may have.

Source: IAM User Guide, "Condition operators" and "Set operators for multivalued context keys".

Rules: values of one key are alternatives; keys and operators must all hold. A negated operator holds when no value is
met, so also for a key that is absent; but not when one of its own variables has no value (resources/decisions/0020).
`...IfExists` holds for an absent key. ForAllValues holds for no values at all, ForAnyValue never does. A key of many
values needs one of the two: without, the condition does not hold.

>>> condition = Condition("StringLike", "aws:tagkeys", Quantifier.ANY, False, False, (expect_like("t*", True),))
>>> condition.holds(Context.of({"aws:TagKeys": ("env", "team")}))
True
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from app.policy.expectations import (
    Comparison,
    Expectation,
    expect_address,
    expect_arn,
    expect_bytes,
    expect_date,
    expect_like,
    expect_number,
    expect_text,
    expect_truth,
)
from app.policy.variables import Context


class Quantifier(Enum):
    ONE = ""
    ALL = "ForAllValues"
    ANY = "ForAnyValue"


@dataclass(frozen=True)
class Condition:
    operator: str
    """As written in the document."""
    key: str
    """In lower case."""
    quantifier: Quantifier
    negated: bool
    if_exists: bool
    expected: tuple[Expectation, ...]

    def holds(self, context: Context) -> bool:
        value = context.get(self.key)
        if self.quantifier is Quantifier.ONE:
            if value is None:
                return self.if_exists or self.negated
            return isinstance(value, str) and self._accepts(value, context)
        values = (value,) if isinstance(value, str) else value or ()
        if self.quantifier is Quantifier.ALL:
            # "a null data set, such as an empty string" counts as no values (User Guide)
            return values == ("",) or all(self._accepts(one, context) for one in values)
        return (value is None and self.if_exists) or any(self._accepts(one, context) for one in values)

    def _accepts(self, value: str, context: Context) -> bool:
        met = [expectation.met_by(value, context) for expectation in self.expected]
        return all(one is False for one in met) if self.negated else any(met)


@dataclass(frozen=True)
class AbsenceCondition(Condition):
    """The Null operator: `true` wants the key absent, `false` wants it present and not empty."""

    def holds(self, context: Context) -> bool:
        absent = context.get(self.key) in (None, ())
        return any(expectation.met_by("true" if absent else "false", context) for expectation in self.expected)


class Operator(NamedTuple):
    """How an operator reads one value of the document: (value, whether variables are known) to an expectation."""

    read: Callable[[str, bool], Expectation]
    negated: bool = False


def _numeric(comparison: Comparison) -> Callable[[str, bool], Expectation]:
    return lambda text, _: expect_number(text, comparison)


def _date(comparison: Comparison) -> Callable[[str, bool], Expectation]:
    return lambda text, _: expect_date(text, comparison)


def _any_case(text: str, variables: bool) -> Expectation:
    return expect_text(text, variables, any_case=True)


OPERATORS: dict[str, Operator] = {
    "StringEquals": Operator(expect_text),
    "StringNotEquals": Operator(expect_text, negated=True),
    "StringEqualsIgnoreCase": Operator(_any_case),
    "StringNotEqualsIgnoreCase": Operator(_any_case, negated=True),
    "StringLike": Operator(expect_like),
    "StringNotLike": Operator(expect_like, negated=True),
    **{f"Numeric{comparison.value}": Operator(_numeric(comparison)) for comparison in Comparison},
    "NumericNotEquals": Operator(_numeric(Comparison.EQUALS), negated=True),
    **{f"Date{comparison.value}": Operator(_date(comparison)) for comparison in Comparison},
    "DateNotEquals": Operator(_date(Comparison.EQUALS), negated=True),
    "Bool": Operator(lambda text, _: expect_truth(text)),
    "BinaryEquals": Operator(lambda text, _: expect_bytes(text)),
    "IpAddress": Operator(lambda text, _: expect_address(text)),
    "NotIpAddress": Operator(lambda text, _: expect_address(text), negated=True),
    "ArnEquals": Operator(expect_arn),
    "ArnLike": Operator(expect_arn),
    "ArnNotEquals": Operator(expect_arn, negated=True),
    "ArnNotLike": Operator(expect_arn, negated=True),
}
"""Every operator but Null, which asks for the key and not for its value."""

NULL = "Null"

_FORM = re.compile(r"(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?")


class OperatorForm(NamedTuple):
    quantifier: Quantifier
    base: str
    if_exists: bool


def read_operator(name: str) -> OperatorForm | None:
    """The parts of an operator's name, or None when there is no such operator."""
    found = _FORM.fullmatch(name)
    if found is None or (found[2] not in OPERATORS and found[2] != NULL) or (found[2] == NULL and found[3]):
        return None
    return OperatorForm(Quantifier(found[1] or ""), found[2], found[3] is not None)


def make_condition(name: str, form: OperatorForm, key: str, values: list[str], variables: bool) -> Condition:
    """Raises Unreadable for a value that the operator cannot read."""
    if form.base == NULL:
        truths = tuple(expect_truth(value) for value in values)
        return AbsenceCondition(name, key.lower(), form.quantifier, False, False, truths)
    operator = OPERATORS[form.base]
    expected = tuple(operator.read(value, variables) for value in values)
    return Condition(name, key.lower(), form.quantifier, operator.negated, form.if_exists, expected)
