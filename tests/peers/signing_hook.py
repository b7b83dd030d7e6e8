"""Runs in the environment of programs that we did not write: has schemathesis sign its requests as botocore does.

Key, secret and region come from the variables that AWS's tools read.
"""

import os
from typing import Any

import schemathesis
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

CREDENTIALS = Credentials(os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"])
REGION = os.environ["AWS_DEFAULT_REGION"]


def sign(prepared: Any) -> Any:
    """Any: requests' PreparedRequest, whole but for its signature."""
    body = prepared.body or b""
    data = body.encode() if isinstance(body, str) else body
    request = AWSRequest(prepared.method, prepared.url, data=data)
    if "Content-Type" in prepared.headers:
        request.headers["Content-Type"] = prepared.headers["Content-Type"]
    SigV4Auth(CREDENTIALS, "one", REGION).add_auth(request)
    prepared.headers.update(dict(request.headers.items()))
    return prepared


@schemathesis.hook  # type: ignore[untyped-decorator]  # of a library that is not installed where types are checked
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Any: schemathesis's own."""
    kwargs["auth"] = sign
