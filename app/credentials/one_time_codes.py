"""Time-based one-time codes, as every authenticator app shows them.

Source: RFC 6238 (TOTP, SHA-1, 30 seconds, 6 digits), RFC 4226 section 5.2 (at least 128 bits of secret, 160 advised).

Rules: a code counts in its own half minute and in the one before and after, because clocks differ; a code, or an older
one, never counts twice: the caller keeps the step that is returned and gives it back the next time.

>>> from datetime import UTC
>>> used = step_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "287082", datetime.fromtimestamp(59, UTC), after=NEVER)
>>> used
1
>>> step_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "287082", datetime.fromtimestamp(59, UTC), after=used) is None
True
"""

import hmac
import re
from datetime import datetime

import pyotp

STEP_S = 30
DIGITS = 6
WINDOW = 1
"""Steps before and after that count too: RFC 6238, section 5.2, advises one."""
SECRET_LETTERS = 32
"""Of base 32: 160 bits."""
NEVER = -1
"""The step of a secret with which no code was used yet."""
_CODE = re.compile(r"\d{6}", re.ASCII)


def new_secret() -> str:
    """In base 32, for a person to type or for the picture of `setup_address`."""
    return pyotp.random_base32(SECRET_LETTERS)


def setup_address(secret: str, name: str, issuer: str) -> str:
    """What the picture says that an authenticator app scans (Google Authenticator, "Key URI Format")."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_S).provisioning_uri(name=name, issuer_name=issuer)


def step_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The step whose code this is, if it is later than `after`; None for a wrong or a spent code. All steps of the
    window are computed, whichever fits."""
    if not _CODE.fullmatch(code):
        return None
    codes = pyotp.HOTP(secret, digits=DIGITS)
    current = int(now.timestamp()) // STEP_S
    steps = range(max(0, current - WINDOW), current + WINDOW + 1)
    fitting = [step for step in steps if hmac.compare_digest(codes.at(step), code)]
    return next((step for step in fitting if step > after), None)
