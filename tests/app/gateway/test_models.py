"""The generated documents: valid by their own standards, and saying what the operations say."""

import json
from pathlib import Path

import pytest
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.gateway.openapi import openapi
from app.gateway.service_model import paginators, service_model
from app.operations.registry import OPERATIONS
from app.services.control.handlers import HANDLERS


@pytest.fixture
def model() -> ServiceModel:
    return ServiceModel(json.loads(json.dumps(service_model(OPERATIONS.values()))))


@pytest.mark.requirement("API-001")
def test_botocore_reads_every_operation_that_is_served(model: ServiceModel) -> None:
    assert model.signing_name == "one"
    assert set(model.operation_names) == set(HANDLERS)
    for name in model.operation_names:
        operation = model.operation_model(name)
        assert operation.http["requestUri"] == OPERATIONS[name].uri
        assert operation.input_shape.type_name == operation.output_shape.type_name == "structure"
        assert {shape.name for shape in operation.error_shapes} >= {"ValidationException", "AccessDeniedException"}


def test_botocore_validates_what_it_is_given(model: ServiceModel) -> None:
    shape = model.operation_model("CreateSite").input_shape
    report = ParamValidator().validate({"name": "", "address": {"city": 5}, "colour": "red"}, shape)
    text = report.generate_report()
    assert "Unknown parameter in input" in text
    assert "addressLine1" in text
    assert "valid min length: 1" in text


def test_a_client_token_is_filled_in_by_the_client(model: ServiceModel) -> None:
    tokens = {name: model.operation_model(name).idempotent_members for name in model.operation_names}
    assert {name for name, members in tokens.items() if members} == {
        name for name in HANDLERS if OPERATIONS[name].idempotent
    }
    assert tokens["CreateSite"] == ["clientToken"]


def test_the_pages_of_every_list_can_be_walked() -> None:
    pages = paginators(OPERATIONS.values())["pagination"]
    assert isinstance(pages, dict)
    assert set(pages) == {name for name in HANDLERS if OPERATIONS[name].paginated}


def test_the_openapi_document_is_valid() -> None:
    document = json.loads(json.dumps(openapi(OPERATIONS.values())))
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    ids = {operation["operationId"] for path in document["paths"].values() for operation in path.values()}
    assert ids == set(HANDLERS)


def test_a_secret_is_only_ever_written() -> None:
    schemas = json.loads(json.dumps(openapi(OPERATIONS.values())))["components"]["schemas"]
    assert schemas["WifiCredentials"]["properties"]["password"]["writeOnly"] is True
    assert "writeOnly" not in schemas["WifiCredentials"]["properties"]["ssid"]


def test_what_lies_in_the_repository_is_laid_out_for_the_clients(root: Path) -> None:
    (folder,) = (root / "resources" / "api" / "one").iterdir()
    assert {path.name for path in folder.iterdir()} == {"service-2.json", "paginators-1.json"}
