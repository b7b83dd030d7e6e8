"""A repository of signed software as files of the server, under `/updates`: to be read, by anybody.

Rules it keeps: nothing beside the two folders of a repository is served, and no link is followed; nobody needs to be
known, because a terminal that is being set up is not yet known to anybody, and what it reads is signed.

    serve_updates(app, Path("/srv/thenar/updates"))
"""

from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.domain.faults import Fault, FaultError

PREFIX = "/updates"
PARTS = ("metadata", "targets")


def serve_updates(app: FastAPI, folder: Path) -> None:
    """Raises FaultError(SETTINGS_INVALID) for a folder that is no repository."""
    for part in PARTS:
        if not (folder / part).is_dir():
            raise FaultError(Fault.SETTINGS_INVALID, "updates: make that folder with `thenar publish begin`")
    for part in PARTS:
        app.mount(f"{PREFIX}/{part}", _Files(directory=folder / part, follow_symlink=False))


class _Files(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        """Whatever lies between may keep what has a version or a hash in its name, but not the timestamp."""
        response = await super().get_response(path, scope)
        if path == "timestamp.json":
            response.headers["cache-control"] = "no-cache"
        return response
