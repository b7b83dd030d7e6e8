"""Members that many requests share, with their limits.

Lengths without a source are ours: what fits a screen of the console and a column of a list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from app.domain.limits import IDENTIFIER, MASKED, Many, Number, Text

Name: TypeAlias = Annotated[str, Text(1, 64), MASKED]
"""Of a site, an instance, a template. The guide's audit sample masks it."""
Description: TypeAlias = Annotated[str, Text(0, 256), MASKED]
Identifier: TypeAlias = Annotated[str, Text(14, 14, IDENTIFIER)]
ClientToken: TypeAlias = Annotated[str, Text(1, 64, r"[!-~]*")]
"""Makes a repeated call harmless: the same token, the same answer. 64 as AWS's own services take it."""
PageToken: TypeAlias = Annotated[str, Text(1, 2048, r"[A-Za-z0-9_-]*")]
PageSize: TypeAlias = Annotated[int, Number(1, 100)]
Millis: TypeAlias = int
"""Since 1970-01-01T00:00Z, as the guide's `createdAtInMillis`."""

TAGS_MOST = 50
"""Tags of one resource: AWS's limit (Tagging AWS resources, "Tag naming limits and requirements")."""
TagKey: TypeAlias = Annotated[str, Text(1, 128)]
TagValue: TypeAlias = Annotated[str, Text(0, 256)]
Tags: TypeAlias = Annotated[Mapping[TagKey, TagValue], Many(TAGS_MOST), MASKED]
ARN_MOST = 1011
"""Characters, as AWS's tagging interfaces take an ARN."""
Arn: TypeAlias = Annotated[str, Text(20, ARN_MOST, r"arn:[!-~]*")]

PAGE_SIZE = 50
"""Where the caller names none."""


@dataclass(frozen=True)
class NoAnswer:
    """Done, and nothing to say about it."""
