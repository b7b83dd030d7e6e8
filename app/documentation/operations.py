"""The manual's page of operations, in the form of the guide's "Actions" and "Resource types"; and the documents
that clients are made from."""

import json
from collections.abc import Iterable

from app.documentation.features import feature_table
from app.documentation.page import Page, page, table
from app.domain.bounded_json import JsonValue
from app.domain.realm import SERVICE
from app.gateway.openapi import openapi
from app.gateway.service_model import API_VERSION, paginators, service_model
from app.operations.operation import AnyOperation, Origin
from app.operations.resources import ResourceType

INTRODUCTION = (
    "Every command that may be given, by the API, the command line or the console. *Resource types* with a star must "
    "be matched by the Resource of a policy; of the others one may be. What has no resource type takes `*`. "
    "Operations marked *own* are not of the guide or of the public service authorization reference."
)
HEAD = ("operation", "what it does", "action", "access level", "resource types", "condition keys", "request")
MODELS = f"api/{SERVICE}/{API_VERSION}"
"""Laid out so that `AWS_DATA_PATH=resources/api` is all that the AWS CLI needs."""


def operation_pages(operations: Iterable[AnyOperation]) -> tuple[Page, ...]:
    rows = list(operations)
    return (
        operation_page(rows),
        _document("openapi.json", openapi(rows), "api"),
        *model_pages(rows),
    )


def model_pages(operations: Iterable[AnyOperation]) -> tuple[Page, ...]:
    """What botocore reads."""
    rows = list(operations)
    return (
        _document("service-2.json", service_model(rows), MODELS),
        _document("paginators-1.json", paginators(rows), MODELS),
    )


def operation_page(operations: Iterable[AnyOperation]) -> Page:
    rows = list(operations)
    served = [operation for operation in rows if not operation.planned]
    planned = [(operation.name, operation.summary, operation.planned) for operation in rows if operation.planned]
    resources = [(kind.word, f"`{kind.arn}`", _keys(kind)) for kind in ResourceType]
    return page(
        "operations.md",
        "Operations",
        INTRODUCTION,
        table(HEAD, [_row(operation) for operation in served]),
        "## Planned" if planned else "",
        "Known, and not to be called yet." if planned else "",
        table(("operation", "what it does", "waits for"), planned) if planned else "",
        "## Resource types",
        table(("type", "ARN", "condition keys"), resources),
        "## What of IAM works",
        feature_table(rows),
    )


def _row(operation: AnyOperation) -> tuple[str, ...]:
    own = " (own)" if operation.origin is Origin.OWN else ""
    types = [f"{kind.word}*" for kind in operation.required] + [kind.word for kind in operation.optional]
    return (
        operation.name + own,
        operation.summary,
        "<br>".join(f"`{action}`" for action in operation.actions),
        operation.access.value,
        "<br>".join(types),
        "<br>".join(f"`{key}`" for key in operation.condition_keys),
        f"`{operation.method.value} {operation.uri}`",
    )


def _keys(kind: ResourceType) -> str:
    return "`aws:ResourceTag/${TagKey}`" if kind.tagged else ""


def _document(name: str, content: dict[str, JsonValue], folder: str) -> Page:
    return Page(name, json.dumps(content, indent=1, ensure_ascii=False) + "\n", folder)
