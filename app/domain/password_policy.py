"""Which passwords the account takes.

Source: the guide, "Console password" (account password policy); IAM User Guide, "Set an account password policy";
NIST SP 800-63B-4, section 3.1.1 (length counts most, composition rules are not asked for by default).

>>> PasswordPolicy().faults("short", ("ada",))
(PasswordFault.TOO_SHORT,)
>>> PasswordPolicy().faults("ada ada ada ada", ("ada",))
()
"""

from dataclasses import dataclass
from enum import Enum

SHORTEST_ALLOWED = 8
"""What an administrator may lower the shortest length to: AWS's own shortest default, and NIST's floor beside a second
factor."""
LONGEST = 128
"""Characters. Longer ones would cost the server, not the guesser."""
MOST_REMEMBERED = 24
_SYMBOLS = frozenset("!@#$%^&*()_+-=[]{}|'")
"""Those that AWS's policy counts."""


class PasswordFault(Enum):
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NO_SYMBOL = "no_symbol"
    NO_DIGIT = "no_digit"
    NO_UPPER_CASE = "no_upper_case"
    NO_LOWER_CASE = "no_lower_case"
    IS_A_NAME = "is_a_name"
    USED_BEFORE = "used_before"

    def __repr__(self) -> str:
        return f"PasswordFault.{self.name}"


@dataclass(frozen=True)
class PasswordPolicy:
    shortest: int = 12
    symbol: bool = False
    digit: bool = False
    upper_case: bool = False
    lower_case: bool = False
    users_may_change: bool = False
    """`AllowUsersToChangePassword`: every user may change his own password without a policy that says so."""
    days_valid: int | None = None
    remembered: int = 3
    """Passwords that may not come again; at most MOST_REMEMBERED."""

    def faults(self, password: str, names: tuple[str, ...]) -> tuple[PasswordFault, ...]:
        """`names`: what the password may not be, such as the user's own name."""
        wrong = {
            PasswordFault.TOO_SHORT: len(password) < self.shortest,
            PasswordFault.TOO_LONG: len(password) > LONGEST,
            PasswordFault.NO_SYMBOL: self.symbol and not _SYMBOLS & set(password),
            PasswordFault.NO_DIGIT: self.digit and not any(each in "0123456789" for each in password),
            PasswordFault.NO_UPPER_CASE: self.upper_case and not any(each.isupper() for each in password),
            PasswordFault.NO_LOWER_CASE: self.lower_case and not any(each.islower() for each in password),
            PasswordFault.IS_A_NAME: password.casefold() in {name.casefold() for name in names},
        }
        return tuple(fault for fault, found in wrong.items() if found)

    @property
    def sensible(self) -> bool:
        """Whether an administrator may set it."""
        in_range = SHORTEST_ALLOWED <= self.shortest <= LONGEST and 0 <= self.remembered <= MOST_REMEMBERED
        return in_range and (self.days_valid is None or 1 <= self.days_valid <= 1095)
