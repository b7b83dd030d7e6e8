"""The operations as an OpenAPI 3.1 document: for readers, for generators of clients, and for whoever tests us with one.

Source: OpenAPI Specification 3.1.0; JSON Schema 2020-12.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.bounded_json import JsonValue
from app.domain.limits import Many, Number, Text
from app.gateway.service_model import API_VERSION, Json
from app.operations.operation import AnyOperation, Place
from app.operations.refusals import ErrorCode
from app.operations.registry import ALWAYS
from app.operations.shapes import Kind, Member, Shape, members_of

_ERROR: Json = {
    "type": "object",
    "required": ["message", "reason"],
    "properties": {
        "message": {"type": "string"},
        "reason": {"type": "string", "description": "Stable; the message may change and is in English."},
        "member": {"type": "string", "description": "The member of the request that the message is about."},
        "facts": {
            "type": "object",
            "description": "What the message names, for a text in another language.",
            "additionalProperties": {"type": ["string", "integer"]},
        },
    },
}
_ROUTED = (ErrorCode.UNKNOWN_OPERATION, ErrorCode.METHOD)
"""What an address itself may answer."""


def openapi(operations: Iterable[AnyOperation]) -> Json:
    """The document, of the operations that can be called."""
    schemas = _Schemas({"Error": _ERROR})
    paths: dict[str, JsonValue] = {}
    by_uri: Mapping[str, Json] = defaultdict(dict)
    for operation in operations:
        if not operation.planned:
            by_uri[operation.uri][operation.method.value.lower()] = _operation(operation, schemas)
    paths.update(sorted(by_uri.items()))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Thenar",
            "version": API_VERSION,
            "description": "Open palm access: sites, devices, configurations and people.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "https://localhost:8443"}],
        "security": [{"sigv4": []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.known.items())),
            "securitySchemes": {
                "sigv4": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "AWS Signature Version 4, service `one`.",
                }
            },
        },
    }


@dataclass
class _Schemas:
    known: dict[str, JsonValue] = field(default_factory=dict)

    def reference(self, name: str, schema: Json) -> Json:
        """Raises ValueError where two schemas would have one name."""
        if self.known.setdefault(name, schema) != schema:
            raise ValueError(f"two schemas are called {name}")
        return {"$ref": f"#/components/schemas/{name}"}

    def structure(self, members: Iterable[Member]) -> Json:
        chosen = list(members)
        required: list[JsonValue] = [member.name for member in chosen if member.required]
        properties: Json = {member.name: self.member(member) for member in chosen}
        schema: Json = {"type": "object", "additionalProperties": False, "properties": properties}
        return {**schema, "required": required} if required else schema

    def member(self, member: Member) -> Json:
        schema = self.shape(member.shape)
        return {**schema, "writeOnly": True} if member.mask and member.mask.secret else schema

    def shape(self, shape: Shape) -> Json:
        if shape.kind is Kind.STRUCTURE:
            return self.reference(shape.python.__name__, self.structure(members_of(shape.python)))
        if shape.kind is Kind.LIST and shape.item is not None:
            return {"type": "array", "items": self.shape(shape.item), **_items(shape.limits, "Items")}
        if shape.kind is Kind.MAP and shape.item is not None:
            key = _text(shape.key) if shape.key else {}
            values = self.shape(shape.item)
            limits = _items(shape.limits, "Properties")
            return {"type": "object", "propertyNames": key, "additionalProperties": values, **limits}
        if shape.kind is Kind.CHOICE:
            choices: list[JsonValue] = [str(choice.value) for choice in shape.python]
            return self.reference(shape.python.__name__, {"type": "string", "enum": choices})
        if isinstance(shape.limits, Number):
            return {"type": "integer", "minimum": shape.limits.least, "maximum": shape.limits.most}
        return {"type": "string", **_text(shape.limits)} if isinstance(shape.limits, Text) else {"type": "boolean"}


def _operation(operation: AnyOperation, schemas: _Schemas) -> Json:
    members = members_of(operation.request)
    in_body = [member for member in members if operation.place(member) is Place.BODY]
    outside = [member for member in members if operation.place(member) is not Place.BODY]
    made: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "responses": _responses(operation, schemas),
    }
    if outside:
        parameters: list[JsonValue] = [_parameter(operation, member, schemas) for member in outside]
        made["parameters"] = parameters
    if in_body:
        body = schemas.reference(f"{operation.name}Request", schemas.structure(in_body))
        needed = any(member.required for member in in_body)
        made["requestBody"] = {"required": needed, "content": {"application/json": {"schema": body}}}
    return made


def _parameter(operation: AnyOperation, member: Member, schemas: _Schemas) -> Json:
    place = "path" if operation.place(member) is Place.URI else "query"
    return {"name": member.name, "in": place, "required": member.required, "schema": schemas.member(member)}


def _responses(operation: AnyOperation, schemas: _Schemas) -> Json:
    answer = schemas.reference(f"{operation.name}Response", schemas.structure(members_of(operation.answer)))
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in (*operation.errors, *ALWAYS, *_ROUTED):
        if code.wire not in by_status[code.status]:
            by_status[code.status].append(code.wire)
    error: Json = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    refusals: Json = {
        str(status): {"description": ", ".join(names), "content": error} for status, names in sorted(by_status.items())
    }
    done: Json = {"description": "Done", "content": {"application/json": {"schema": answer}}}
    return {"200": done, **refusals}


def _text(limits: Text) -> Json:
    return {"minLength": limits.least, "maxLength": limits.most, "pattern": f"^{limits.pattern}$"}


def _items(limits: object, what: str) -> Json:
    return {f"min{what}": limits.least, f"max{what}": limits.most} if isinstance(limits, Many) else {}
