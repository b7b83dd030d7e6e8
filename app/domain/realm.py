"""The account that one installation serves, and the names that its things have in policies, events and records.

>>> realm = Realm("123456789012")
>>> realm.arn("site/abCdefG12hijkL")
'arn:aws:one:us-east-1:123456789012:site/abCdefG12hijkL'
>>> realm.resource("arn:aws:one:us-east-1:123456789012:site/abCdefG12hijkL")
'site/abCdefG12hijkL'
"""

import re
from dataclasses import dataclass

DEFAULT_REGION = "us-east-1"
"""The only region that the guide names, so that policies written for it fit."""
ACCOUNT_DIGITS = 12
REGION = r"[a-z0-9][a-z0-9-]{0,31}"
PARTITION = "aws"
SERVICE = "one"


@dataclass(frozen=True, slots=True)
class Realm:
    account: str
    """12 digits, drawn once for each installation."""
    region: str = DEFAULT_REGION

    def __post_init__(self) -> None:
        if not re.fullmatch(rf"[0-9]{{{ACCOUNT_DIGITS}}}", self.account) or not re.fullmatch(REGION, self.region):
            raise ValueError("an account is 12 digits, a region lower case letters, digits and hyphens")

    @property
    def _prefix(self) -> str:
        return f"arn:{PARTITION}:{SERVICE}:{self.region}:{self.account}:"

    def arn(self, resource: str) -> str:
        """`resource` as in `site/abCdefG12hijkL`."""
        return self._prefix + resource

    def iam_arn(self, resource: str) -> str:
        """`resource` as in `user/ada`. People belong to no region."""
        return f"arn:{PARTITION}:iam::{self.account}:{resource}"

    def resource(self, arn: str) -> str | None:
        """What the ARN names here; None for another account's, region's or service's."""
        return arn.removeprefix(self._prefix) if arn.startswith(self._prefix) else None
