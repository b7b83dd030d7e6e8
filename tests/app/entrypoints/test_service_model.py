"""`thenar service-model` writes what botocore finds by AWS_DATA_PATH."""

from pathlib import Path

import boto3
import pytest

from app.__main__ import main
from app.services.control.handlers import HANDLERS


def test_boto3_finds_every_operation_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["service-model", str(tmp_path / "model")]) == 0
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path / "model"))
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    session = boto3.Session("AKIATESTTESTTESTTEST", "x" * 40, region_name="us-east-1")
    client = session.client("one", endpoint_url="https://localhost:1")
    assert set(client.meta.service_model.operation_names) >= set(HANDLERS)
    assert client.can_paginate("list_sites")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main(["service-model", str(tmp_path / "file")]) == 2
    assert "file: cannot be written" in capsys.readouterr().err
