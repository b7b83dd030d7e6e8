"""All operations on people and authority, in one tuple."""

from app.operations.iam_advice import ADVICE
from app.operations.iam_credentials import CREDENTIALS
from app.operations.iam_policies import POLICIES
from app.operations.iam_principals import PRINCIPALS
from app.operations.operation import AnyOperation
from app.operations.owner import OWNER

IDENTITY: tuple[AnyOperation, ...] = (*ADVICE, *CREDENTIALS, *OWNER, *POLICIES, *PRINCIPALS)
