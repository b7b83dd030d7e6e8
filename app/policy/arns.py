"""The Resource of a statement: an ARN with wildcards and variables.

Source: IAM User Guide, "IAM JSON policy elements: Resource", and "Identify AWS resources with ARNs".

Rules: a star may run over colons. The type of the resource, which is the text of the sixth part up to its first slash
or colon, is literal (AWS: "incorrect wildcard usage"): `*/7` there names no type, and so no resource.

>>> template = resource_template("arn:aws:one:*:*:site/n*", variables=True)
>>> template.fixed.matches("arn:aws:one:us-east-1:123456789012:site/north")
True
"""

import re

from app.policy.variables import Template

_VARIABLE = re.compile(r"\$\{[^{}]*\}")
_BEFORE_RESOURCE = re.compile(r"(?:[^:]*:){5}")
_TYPE = re.compile(r"[^/:]*(?=[/:])")


def resource_template(text: str, variables: bool) -> Template:
    """Raises BadVariable."""
    # A colon or slash inside ${...} separates nothing.
    masked = _VARIABLE.sub(lambda found: "x" * len(found[0]), text) if variables else text
    before = _BEFORE_RESOURCE.match(masked)
    kind = _TYPE.match(masked, before.end()) if before else None
    if kind is None:
        return Template.parse(text, variables=variables)
    return Template.joined(
        [
            Template.parse(text[: kind.start()], variables=variables),
            Template.parse(text[kind.start() : kind.end()], variables=False, wildcards=False),
            Template.parse(text[kind.end() :], variables=variables),
        ]
    )
