"""The backend in the process: the contract."""

import uuid

import pytest

from app.operations.backend import Backend
from app.runtime.clock import SystemClock
from app.services.control.local_backend import LocalBackend
from tests.app.control import ADA, Plane
from tests.contracts.backend_contract import BackendContract


class TestLocalBackend(BackendContract):
    @pytest.fixture
    def backend(self, plane: Plane) -> Backend:
        return LocalBackend(plane.performer, plane.handlers, ADA, SystemClock(), lambda: str(uuid.uuid4()))
