"""Whom the server believes when it connects to a target over TLS: the system's authorities, or the operator's own.

Rules it keeps: TLS 1.2 or newer, the name is checked, and it is the name that was written, whatever address it led to.
"""

import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

from app.domain.faults import Fault, FaultError


class _NamedContext(ssl.SSLContext):
    """Checks for `name`, whatever the caller connected to."""

    name = ""

    def wrap_socket(  # type: ignore[override]  # only what our callers give
        self,
        sock: socket.socket,
        server_hostname: str | None = None,
        do_handshake_on_connect: bool = True,  # noqa: ARG002  as below
    ) -> ssl.SSLSocket:
        """With the handshake done: a library that does it afterwards may leave a refused socket open."""
        secure = super().wrap_socket(sock, server_hostname=self.name or server_hostname, do_handshake_on_connect=False)
        try:
            secure.do_handshake()
        except BaseException:
            secure.close()
            raise
        return secure


@dataclass(frozen=True, slots=True)
class Trust:
    authorities: Path | None = None
    """A file of certificates (PEM) in place of the system's."""

    def usable(self) -> "Trust":
        """Itself. Raises FaultError(SETTINGS_INVALID) for a file that holds no certificates, once, at the start."""
        try:
            self.context()
        except OSError as error:
            raise FaultError(Fault.SETTINGS_INVALID, f"target-authorities: {self.authorities}") from error
        return self

    def context(self, name: str = "") -> ssl.SSLContext:
        """Raises OSError where the file cannot be read."""
        context = _NamedContext(ssl.PROTOCOL_TLS_CLIENT)
        context.name = name
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.authorities is None:
            context.load_default_certs()
        else:
            context.load_verify_locations(cafile=self.authorities)
        return context
