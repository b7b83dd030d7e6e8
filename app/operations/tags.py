"""Operations on tags. The guide writes `ListTagForResource`, the public reference `ListTagsForResource`: one operation,
and policies may use either name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from app.domain.limits import MASKED, Many
from app.operations.common import TAGS_MOST, Arn, NoAnswer, TagKey, Tags, TagValue
from app.operations.operation import REQUEST_TAG, RESOURCE_TAG, TAG_KEYS, AccessLevel, AnyOperation, Method, Operation
from app.operations.refusals import ErrorCode
from app.operations.resources import ResourceType


@dataclass(frozen=True)
class TagResource:
    resource_arn: Arn
    tags: Annotated[Mapping[TagKey, TagValue], Many(TAGS_MOST, 1), MASKED]


@dataclass(frozen=True)
class UntagResource:
    resource_arn: Arn
    tag_keys: Annotated[tuple[TagKey, ...], Many(TAGS_MOST, 1)]


@dataclass(frozen=True)
class ListTagsForResource:
    resource_arn: Arn


@dataclass(frozen=True)
class ResourceTags:
    tags: Tags


_TAGGED = tuple(kind for kind in ResourceType if kind.tagged)
_URI = "/tags/{resourceArn}"

TAG_RESOURCE = Operation(
    "TagResource",
    "Add tags to a resource, and replace those of the same keys",
    AccessLevel.TAGGING,
    Method.POST,
    _URI,
    TagResource,
    NoAnswer,
    target="{resourceArn}",
    optional=_TAGGED,
    condition_keys=(REQUEST_TAG, TAG_KEYS),
    errors=(ErrorCode.NOT_FOUND,),
)
UNTAG_RESOURCE = Operation(
    "UntagResource",
    "Remove tags from a resource",
    AccessLevel.TAGGING,
    Method.DELETE,
    _URI,
    UntagResource,
    NoAnswer,
    target="{resourceArn}",
    optional=_TAGGED,
    condition_keys=(TAG_KEYS,),
    errors=(ErrorCode.NOT_FOUND,),
)
LIST_TAGS = Operation(
    "ListTagsForResource",
    "List the tags of a resource",
    AccessLevel.READ,
    Method.GET,
    _URI,
    ListTagsForResource,
    ResourceTags,
    target="{resourceArn}",
    optional=_TAGGED,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
    aliases=("ListTagForResource",),
)

TAGS: tuple[AnyOperation, ...] = (LIST_TAGS, TAG_RESOURCE, UNTAG_RESOURCE)
