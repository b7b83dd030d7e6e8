"""The operations as botocore reads them: with this model the unmodified AWS CLI and boto3 are clients of ours.

    AWS_DATA_PATH=FOLDER aws one list-sites --endpoint-url https://localhost:8443

Source: botocore's own models and `botocore/validate.py`; the rest-json protocol of the Smithy specification.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.domain.bounded_json import JsonValue
from app.domain.limits import Many, Number, Text
from app.domain.realm import SERVICE
from app.operations.operation import AnyOperation, Place
from app.operations.refusals import ErrorCode
from app.operations.registry import ALWAYS
from app.operations.shapes import Kind, Member, Shape, members_of

API_VERSION = "2026-11-26"
Json = dict[str, JsonValue]

_NAMES = {Kind.TEXT: "string", Kind.NUMBER: "long", Kind.TRUTH: "boolean", Kind.CHOICE: "string"}


def service_model(operations: Iterable[AnyOperation]) -> Json:
    """`service-2.json`, of the operations that can be called."""
    shapes = _Shapes()
    served = [operation for operation in operations if not operation.planned]
    return {
        "version": "2.0",
        "metadata": {
            "apiVersion": API_VERSION,
            "auth": ["aws.auth#sigv4"],
            "endpointPrefix": SERVICE,
            "protocol": "rest-json",
            "protocols": ["rest-json"],
            "serviceFullName": "Thenar",
            "serviceId": "One",
            "signatureVersion": "v4",
            "signingName": SERVICE,
            "uid": f"{SERVICE}-{API_VERSION}",
        },
        "operations": {operation.name: _operation(operation, shapes) for operation in served},
        "shapes": dict(sorted(shapes.known.items())),
        "documentation": "<p>Open palm access: sites, devices, configurations and people.</p>",
    }


def paginators(operations: Iterable[AnyOperation]) -> Json:
    """`paginators-1.json`."""
    return {
        "pagination": {
            operation.name: {
                "input_token": "nextToken",
                "output_token": "nextToken",
                "limit_key": "maxResults",
                "result_key": operation.paginated,
            }
            for operation in operations
            if operation.paginated and not operation.planned
        }
    }


@dataclass
class _Shapes:
    known: dict[str, JsonValue] = field(default_factory=dict)

    def put(self, name: str, shape: Json) -> Json:
        """A reference. Raises ValueError where two shapes would have one name."""
        if self.known.setdefault(name, shape) != shape:
            raise ValueError(f"two shapes are called {name}")
        return {"shape": name}

    def structure(self, name: str, structure: type[Any], operation: AnyOperation | None = None) -> Json:
        """Members have places where `operation` is given: then it is a whole request."""
        members: Json = {}
        for member in members_of(structure):
            reference = self.shape(f"{name}{_capital(member.name)}", member.shape)
            members[member.name] = {**reference, **_location(member, operation), **_told(member)}
        required: list[JsonValue] = [member.name for member in members_of(structure) if member.required]
        return self.put(name, {"type": "structure", **({"required": required} if required else {}), "members": members})

    def shape(self, name: str, shape: Shape) -> Json:
        """Structures have the name of their class, everything else that of the member it is for."""
        if shape.kind is Kind.STRUCTURE:
            return self.structure(shape.python.__name__, shape.python)
        if shape.kind is Kind.LIST and shape.item is not None:
            item = self.shape(f"{name}Item", shape.item)
            return self.put(name, {"type": "list", "member": item, **_limits(shape.limits)})
        if shape.kind is Kind.MAP and shape.item is not None:
            key = self.put(f"{name}Key", {"type": "string", **_limits(shape.key)})
            value = self.shape(f"{name}Value", shape.item)
            return self.put(name, {"type": "map", "key": key, "value": value, **_limits(shape.limits)})
        if shape.kind is Kind.CHOICE:
            choices: list[JsonValue] = [str(choice.value) for choice in shape.python]
            return self.put(shape.python.__name__, {"type": "string", "enum": choices})
        return self.put(name, {"type": _NAMES[shape.kind], **_limits(shape.limits)})


def _operation(operation: AnyOperation, shapes: _Shapes) -> Json:
    errors: list[JsonValue] = [_error(code, shapes) for code in (*operation.errors, *ALWAYS)]
    made: Json = {
        "name": operation.name,
        "http": {"method": operation.method.value, "requestUri": operation.uri, "responseCode": 200},
        "input": shapes.structure(f"{operation.name}Request", operation.request, operation),
        "output": shapes.structure(f"{operation.name}Response", operation.answer),
        "errors": errors,
        "documentation": f"<p>{operation.summary}.</p>",
    }
    return {**made, "idempotent": True} if operation.idempotent else made


def _error(code: ErrorCode, shapes: _Shapes) -> Json:
    text = shapes.put("String", {"type": "string"})
    return shapes.put(
        code.wire,
        {
            "type": "structure",
            "members": {"message": text, "reason": text, "member": text},
            "error": {"httpStatusCode": code.status, "senderFault": code.status < 500},
            "exception": True,
        },
    )


def _location(member: Member, operation: AnyOperation | None) -> Json:
    place = Place.BODY if operation is None else operation.place(member)
    return {} if place is Place.BODY else {"location": place.value, "locationName": member.name}


def _told(member: Member) -> Json:
    """botocore fills an idempotency token in by itself."""
    if member.attribute == "client_token":
        return {"idempotencyToken": True}
    return {}


def _limits(limits: Text | Number | Many | None) -> Json:
    """botocore refuses what is below a minimum; maxima and patterns are for readers."""
    if limits is None:
        return {}
    least_and_most: Json = {"min": limits.least, "max": limits.most}
    return {**least_and_most, "pattern": limits.pattern} if isinstance(limits, Text) else least_and_most


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]
