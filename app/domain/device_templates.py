"""Configurations kept: a numbered version of an instance's, and a template that several are made from."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from app.domain.device_configuration import DeviceConfiguration
from app.domain.device_instances import InstanceId

TemplateId = NewType("TemplateId", str)


@dataclass(frozen=True)
class ConfigurationVersion:
    instance: InstanceId
    version: int
    """From 1, in the order in which they were applied."""
    configuration: DeviceConfiguration
    created_at: datetime
    template: TemplateId | None = None
    """The template it was made from, which may have changed or gone since."""


@dataclass(frozen=True)
class ConfigurationTemplate:
    id: TemplateId
    name: str
    configuration: DeviceConfiguration
    created_at: datetime
    updated_at: datetime
