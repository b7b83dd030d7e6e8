"""A crowd of simulated terminals on one event loop: each with a certificate of its own, connected over real TLS.

crowd = make_crowd(plane, folder, 50)
async with connected(crowd, port, root) as lines: ...
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from websockets.asyncio.client import ClientConnection, connect

from app.credentials.certificates import TerminalName, make_request, read_request
from app.domain.device_configuration import OperationMode
from app.domain.device_instances import DeviceInstance, InstanceId, InstanceState
from app.gateway.link_client import LinkPlace
from app.operations.instances import HealthWord
from app.operations.link import Acknowledge, Frame, Hello, Orders, Settle, read_frame, written
from app.runtime.device_agent import private_pem
from app.services.control.certificate_authority import authority_of, kept
from tests.app.control import REALM, Plane
from tests.app.gateway.running import Running
from tests.app.services.control.test_instances import a_site

CONNECTING_AT_ONCE = 50
"""As many as make a handshake together: terminals come back spread over a moment, too."""


@dataclass(frozen=True)
class Terminal:
    instance: InstanceId
    file: Path
    """Key, certificate and issuer."""


def make_crowd(plane: Plane, folder: Path, count: int) -> list[Terminal]:
    """Active instances of one site, each with its terminal."""
    folder.mkdir(exist_ok=True)
    site, crowd = a_site(plane), list[Terminal]()
    with plane.store.transaction() as transaction:
        authority = authority_of(transaction, REALM.account, plane.now)
        known = transaction.sites.page("", 100)
        here = next(each for each in known if each.id == site)
        for number in range(count):
            instance = DeviceInstance(
                InstanceId(f"Door{number:010}"), here.id, f"Door {number}", InstanceState.ACTIVE, plane.now, plane.now
            )
            instance = replace(instance, mode=OperationMode.ENTRY, asset_tag=f"{number:010}", activated_at=plane.now)
            transaction.instances.add(instance)
            key = ec.generate_private_key(ec.SECP256R1())
            request = read_request(make_request(key))
            assert request is not None
            issued = authority.issue_terminal(TerminalName(REALM.account, instance.id), request, plane.now)
            certificate = kept(transaction, instance.id, issued, plane.now).certificate
            file = folder / f"{instance.id}.pem"
            file.write_text(certificate + authority.chain_pem + private_pem(key))
            crowd.append(Terminal(instance.id, file))
    return crowd


@dataclass
class Line:
    instance: InstanceId
    socket: ClientConnection
    number: int = 0
    done: int = 0

    async def ask(self, message: Hello | Acknowledge | Settle) -> None:
        """Waits for the answer; orders may not come meanwhile."""
        self.number += 1
        await self.socket.send(written(Frame(self.number, message)))
        frame = read_frame(str(await self.socket.recv()))
        assert frame is not None
        assert frame.number == self.number, frame

    async def obey(self) -> None:
        """The next order, to its end."""
        frame = read_frame(str(await self.socket.recv()))
        assert frame is not None
        assert isinstance(frame.message, Orders)
        for order in frame.message.orders:
            await self.ask(Acknowledge(order.command_id))
            await self.ask(Settle(order.command_id, True))
            self.done += 1


@asynccontextmanager
async def connected(crowd: Sequence[Terminal], server: Running) -> AsyncIterator[list[Line]]:
    gate = asyncio.Semaphore(CONNECTING_AT_ONCE)
    async with AsyncExitStack() as stack:

        async def enter(terminal: Terminal) -> Line:
            place = LinkPlace("", terminal.file, terminal.file, server.certificate.read_text())
            async with gate:
                socket = await _open(server.port, place.context())
                stack.push_async_callback(socket.close)
                line = Line(terminal.instance, socket)
                await line.ask(Hello(HealthWord.HEALTHY, "1.0", 0))
            return line

        yield list(await asyncio.gather(*(enter(terminal) for terminal in crowd)))


async def _open(port: int, context: ssl.SSLContext) -> ClientConnection:
    return await connect(
        f"wss://localhost:{port}/", ssl=context, ping_interval=None, compression=None, proxy=None, open_timeout=60
    )
