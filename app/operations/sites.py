"""Operations on sites. Rows as in the guide, "Actions", and the public service authorization reference."""

from dataclasses import dataclass, field

from app.domain.sites import Address
from app.operations.common import (
    ClientToken,
    Description,
    Identifier,
    Millis,
    Name,
    NoAnswer,
    PageSize,
    PageToken,
    Tags,
)
from app.operations.operation import REQUEST_TAG, RESOURCE_TAG, TAG_KEYS, AccessLevel, AnyOperation, Method, Operation
from app.operations.refusals import ErrorCode
from app.operations.resources import ResourceType


@dataclass(frozen=True)
class CreateSite:
    name: Name
    address: Address
    description: Description = ""
    tags: Tags = field(default_factory=dict)
    client_token: ClientToken | None = None


@dataclass(frozen=True)
class SiteSummary:
    site_id: Identifier
    site_arn: str
    name: Name
    description: Description
    city: str
    postal_code: str
    country_code: str
    device_instance_count: int
    active_device_instance_count: int
    created_at_in_millis: Millis
    state_or_region: str | None = None


@dataclass(frozen=True)
class SiteDetail:
    """Members as in the guide's audit sample, and the count of active instances: it decides about the address."""

    site_id: Identifier
    site_arn: str
    name: Name
    description: Description
    city: str
    postal_code: str
    country_code: str
    device_instance_count: int
    active_device_instance_count: int
    created_at_in_millis: Millis
    updated_at_in_millis: Millis
    tags: Tags
    state_or_region: str | None = None


@dataclass(frozen=True)
class GetSite:
    site_id: Identifier


@dataclass(frozen=True)
class ListSites:
    max_results: PageSize | None = None
    next_token: PageToken | None = None


@dataclass(frozen=True)
class SitePage:
    sites: tuple[SiteSummary, ...]
    next_token: PageToken | None = None


@dataclass(frozen=True)
class UpdateSite:
    site_id: Identifier
    name: Name | None = None
    description: Description | None = None


@dataclass(frozen=True)
class DeleteSite:
    site_id: Identifier


@dataclass(frozen=True)
class GetSiteAddress:
    site_id: Identifier


@dataclass(frozen=True)
class SiteAddress:
    site_id: Identifier
    address: Address


@dataclass(frozen=True)
class UpdateSiteAddress:
    site_id: Identifier
    address: Address


_SITE = (ResourceType.SITE,)
_TARGET = "site/{siteId}"

CREATE_SITE = Operation(
    "CreateSite",
    "Create a site with its physical address",
    AccessLevel.WRITE,
    Method.POST,
    "/sites",
    CreateSite,
    SiteDetail,
    target="site/*",
    condition_keys=(REQUEST_TAG, TAG_KEYS),
    errors=(ErrorCode.CONFLICT, ErrorCode.QUOTA),
)
GET_SITE = Operation(
    "GetSite",
    "Get a site",
    AccessLevel.READ,
    Method.GET,
    "/sites/{siteId}",
    GetSite,
    SiteDetail,
    target=_TARGET,
    required=_SITE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
)
LIST_SITES = Operation(
    "ListSites",
    "List the sites",
    AccessLevel.LIST,
    Method.GET,
    "/sites",
    ListSites,
    SitePage,
    paginated="sites",
)
UPDATE_SITE = Operation(
    "UpdateSite",
    "Change the name or the description of a site",
    AccessLevel.WRITE,
    Method.PATCH,
    "/sites/{siteId}",
    UpdateSite,
    SiteDetail,
    target=_TARGET,
    required=_SITE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
)
DELETE_SITE = Operation(
    "DeleteSite",
    "Delete a site that has no device instance",
    AccessLevel.WRITE,
    Method.DELETE,
    "/sites/{siteId}",
    DeleteSite,
    NoAnswer,
    target=_TARGET,
    required=_SITE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
)
GET_SITE_ADDRESS = Operation(
    "GetSiteAddress",
    "Get the whole physical address of a site",
    AccessLevel.READ,
    Method.GET,
    "/sites/{siteId}/address",
    GetSiteAddress,
    SiteAddress,
    target=_TARGET,
    required=_SITE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
)
UPDATE_SITE_ADDRESS = Operation(
    "UpdateSiteAddress",
    "Change the physical address of a site none of whose device instances is active",
    AccessLevel.WRITE,
    Method.PUT,
    "/sites/{siteId}/address",
    UpdateSiteAddress,
    SiteAddress,
    target=_TARGET,
    required=_SITE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
)

SITES: tuple[AnyOperation, ...] = (
    CREATE_SITE,
    DELETE_SITE,
    GET_SITE,
    GET_SITE_ADDRESS,
    LIST_SITES,
    UPDATE_SITE,
    UPDATE_SITE_ADDRESS,
)
