"""Temporary credentials: a key pair and a session token that says, under the account's seal, whose they are.

Source: IAM User Guide, "Temporary security credentials in IAM".

Rules: the token holds all that is to be known, so that no table is asked and none grows; it is sealed by whoever has
the account's key, so nobody else reads or makes one; it ends when it says; and those issued before a moment can be
refused at once ("revoke sessions").

>>> made = datetime(2026, 3, 1, tzinfo=UTC)
>>> token = SessionToken("AIDAEXAMPLE", "user", "", made, made + timedelta(hours=1), "ASIAEXAMPLE", "secret")
>>> SessionToken.read(token.written()) == token
True
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

USUAL_USER = timedelta(hours=12)
USUAL_ROLE = timedelta(hours=1)
LONGEST_CHAINED = timedelta(hours=1)
"""A role that is assumed from a role's session; AWS's limit."""
CONSOLE = timedelta(hours=12)
"""A sign-in at the console: AWS's."""
_FORM = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


@dataclass(frozen=True)
class SessionToken:
    """What a session token says."""

    principal: str
    """The id of the user, role or account whose rights these are."""
    kind: str
    """`root`, `user` or `role`."""
    session: str
    """A role's session name; empty otherwise."""
    issued_at: datetime
    expires_at: datetime
    access_key: str
    secret: str = field(repr=False)
    mfa_at: datetime | None = None
    policy: str = ""
    """A session policy, as JSON; empty for no limit."""

    def written(self) -> bytes:
        said = {
            "v": _FORM,
            "p": self.principal,
            "k": self.kind,
            "n": self.session,
            "i": _micros(self.issued_at),
            "e": _micros(self.expires_at),
            "a": self.access_key,
            "s": self.secret,
            "m": None if self.mfa_at is None else _micros(self.mfa_at),
            "l": self.policy,
        }
        return json.dumps(said, separators=(",", ":")).encode()

    @classmethod
    def read(cls, content: bytes) -> "SessionToken":
        """Of what `written` gave, which was under a seal. Raises ValueError for another form's."""
        said = json.loads(content)
        if said["v"] != _FORM:
            raise ValueError("a session token of another version")
        return cls(
            principal=said["p"],
            kind=said["k"],
            session=said["n"],
            issued_at=_moment(said["i"]),
            expires_at=_moment(said["e"]),
            access_key=said["a"],
            secret=said["s"],
            mfa_at=None if said["m"] is None else _moment(said["m"]),
            policy=said["l"],
        )


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // _MICRO


def _moment(micros: int) -> datetime:
    return _EPOCH + micros * _MICRO
