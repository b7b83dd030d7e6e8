"""Policy text with wildcards and variables, such as `arn:aws:iam::*:user/${aws:username}`.

Source: IAM User Guide, "IAM policy elements: Variables and tags".

Rules: a variable that the request does not carry has no value, and then the whole text has none; a default
(`${key, 'text'}`) stands in for it. A value that is put in is literal: a star in somebody's tag is a star. `${*}`,
`${?}` and `${$}` are the characters themselves. Documents of version 2008-10-17 know no variables: `${` is text there.

>>> text = Template.parse("team-${aws:PrincipalTag/team, 'none'}-*", variables=True)
>>> text.as_glob(Context()).matches("team-none-7")
True
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from app.domain.wildcards import Glob, Wild, symbols

ContextValue: TypeAlias = str | tuple[str, ...]
"""A tuple for a key of many values (aws:TagKeys), a text for one."""

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_WITH_DEFAULT = re.compile(r"([^,']+?)\s*,\s*'([^']*)'\s*", re.DOTALL)
_ESCAPED = frozenset("*?$")


@dataclass(frozen=True)
class Context:
    """What is known of a request, by condition key. Keys have no case."""

    values: Mapping[str, ContextValue] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, values: Mapping[str, ContextValue]) -> "Context":
        return cls(MappingProxyType({key.lower(): value for key, value in values.items()}))

    def get(self, key: str) -> ContextValue | None:
        """The value of a key in lower case, or None where the request carries none."""
        return self.values.get(key)


class BadVariable(ValueError):
    """`${` without an end, or nothing inside."""


@dataclass(frozen=True, slots=True)
class Variable:
    key: str
    """In lower case."""
    default: str | None


@dataclass(frozen=True)
class Template:
    parts: tuple[str | Wild | Variable, ...]
    fixed: Glob | None
    """Set where no variable occurs, so that most patterns are cut into pieces only once."""

    @classmethod
    def parse(cls, text: str, *, variables: bool, wildcards: bool = True) -> "Template":
        """Raises BadVariable."""
        if not variables:
            return cls._of(_literal(text, wildcards))
        parts: list[str | Wild | Variable] = []
        end = 0
        for found in _VARIABLE.finditer(text):
            parts += _literal(_without_opening(text[end : found.start()]), wildcards)
            parts.append(_variable(found[1]))
            end = found.end()
        return cls._of([*parts, *_literal(_without_opening(text[end:]), wildcards)])

    @classmethod
    def joined(cls, templates: Iterable["Template"]) -> "Template":
        """One after the other."""
        return cls._of([part for template in templates for part in template.parts])

    @classmethod
    def _of(cls, parts: list[str | Wild | Variable]) -> "Template":
        known = [part for part in parts if not isinstance(part, Variable)]
        return cls(tuple(parts), Glob.of(known) if len(known) == len(parts) else None)

    def as_glob(self, context: Context) -> Glob | None:
        """None when a variable has no value."""
        if self.fixed is not None:
            return self.fixed
        known = self.symbols(context)
        return None if known is None else Glob.of(known)

    def as_text(self, context: Context) -> str | None:
        """The same as plain text, for operators that know no wildcard."""
        known = self.symbols(context)
        return None if known is None else "".join(part.value if isinstance(part, Wild) else part for part in known)

    def symbols(self, context: Context) -> list[str | Wild] | None:
        """Literal text and wildcards with every variable filled in, or None when one has no value."""
        known: list[str | Wild] = []
        for part in self.parts:
            if not isinstance(part, Variable):
                known.append(part)
                continue
            value = context.get(part.key)
            # A key of many values cannot be put into one text.
            text = value if isinstance(value, str) else part.default
            if text is None:
                return None
            known.append(text)
        return known


def _literal(text: str, wildcards: bool) -> list[str | Wild | Variable]:
    if not text:
        return []
    return [*symbols(text)] if wildcards else [text]


def _without_opening(text: str) -> str:
    if "${" in text:
        raise BadVariable("a variable is opened with ${ and not closed")
    return text


def _variable(inside: str) -> str | Variable:
    if inside in _ESCAPED:
        return inside
    found = _WITH_DEFAULT.fullmatch(inside)
    key, default = (found[1], found[2]) if found else (inside, None)
    if not key.strip() or "'" in key:
        raise BadVariable("a variable needs the name of a key, and a default in single quotes after a comma")
    return Variable(key.strip().lower(), default)
