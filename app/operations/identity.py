"""All operations on people and authority, in one tuple."""

from app.operations.iam_advice import ADVICE
from app.operations.iam_credentials import CREDENTIALS
from app.operations.iam_policies import POLICIES
from app.operations.iam_principals import PRINCIPALS
from app.operations.operation import AnyOperation

IDENTITY: tuple[AnyOperation, ...] = (*ADVICE, *CREDENTIALS, *POLICIES, *PRINCIPALS)
