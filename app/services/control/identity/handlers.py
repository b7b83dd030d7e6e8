"""Which function does which operation on people and authority."""

from app.services.control.identity.access_keys import ACCESS_KEYS
from app.services.control.identity.advice import ADVICE
from app.services.control.identity.attachments import ATTACHMENTS
from app.services.control.identity.factors import FACTORS
from app.services.control.identity.owner import OWNER
from app.services.control.identity.passwords import PASSWORDS
from app.services.control.identity.policies import POLICIES
from app.services.control.identity.principals import PRINCIPALS
from app.services.control.identity.sessions import SESSIONS
from app.services.control.served import AnyServed

IDENTITY: tuple[AnyServed, ...] = (
    *ACCESS_KEYS,
    *ADVICE,
    *ATTACHMENTS,
    *FACTORS,
    *OWNER,
    *PASSWORDS,
    *POLICIES,
    *PRINCIPALS,
    *SESSIONS,
)
