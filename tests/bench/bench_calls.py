"""How many signed calls a second `thenar server` answers, beside a bare FastAPI route in the same run.

    make bench BENCH=calls ARGS="--seconds 8 --clients 4"

Everything is as in use: a process of its own, TLS, signatures verified, policies asked, the audit written and synced
for every call. The clients are threads of this process, each with its own connection and its own signing, on the same
cores as the server: what they cost is in every number, the bare route's too. Files lie where the system puts temporary
ones, because waiting for the disk is part of a call.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx

from app.gateway.http_backend import HttpBackend, Signer
from app.gateway.signer import Credentials
from app.operations.refusals import Refusal
from app.operations.sites import CREATE_SITE, LIST_SITES, CreateSite, ListSites
from app.runtime.clock import SystemClock
from tests.app.control import ADDRESS
from tests.journeys.server_process import REGION, ROOT, ServerProcess, server_process, set_up
from tests.peers.postgres import binaries, server

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
Call = Callable[[httpx.Client], None]


@dataclass(frozen=True)
class Measured:
    name: str
    times_s: list[float]
    wall_s: float

    def row(self) -> str:
        per_second = len(self.times_s) / self.wall_s
        p99 = quantiles(self.times_s, n=100)[98]
        return (
            f"{self.name:<34}{per_second:>9.0f}/s   p50 {median(self.times_s) * 1e3:6.1f} ms   p99 {p99 * 1e3:6.1f} ms"
        )


def measure(name: str, call: Call, trust: object, clients: int, seconds: float) -> Measured:
    begun = perf_counter()

    def one() -> list[float]:
        times: list[float] = []
        with httpx.Client(verify=trust) as client:  # type: ignore[arg-type]  # what httpx takes
            call(client)  # the handshake is nobody's call
            while perf_counter() - begun < seconds:
                at = perf_counter()
                call(client)
                times.append(perf_counter() - at)
        return times

    with ThreadPoolExecutor(clients) as pool:
        found = [future.result() for future in [pool.submit(one) for _ in range(clients)]]
    return Measured(name, [time for times in found for time in times], perf_counter() - begun)


@contextmanager
def bare(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.bench.bare_server", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield f"https://localhost:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def key_of(running: ServerProcess) -> Credentials:
    owner = running.signed_in()
    owner.create_user(userName="clerk")
    owner.attach_user_policy(userName="clerk", policyArn=ADMINISTRATOR)
    pair = owner.create_access_key(userName="clerk")
    return Credentials(pair["accessKeyId"], pair["secretAccessKey"])


def measure_server(name: str, data: Path, database: str, clients: int, seconds: float) -> Iterator[Measured]:
    set_up(data, database)
    with server_process(data, *(("--database", database) if database else ())) as running:
        key, clock = key_of(running), SystemClock()

        def backend(client: httpx.Client) -> HttpBackend:
            return HttpBackend(client, running.url, Signer(key, REGION, clock))

        def read(client: httpx.Client) -> None:
            answer = backend(client).call(LIST_SITES, ListSites(max_results=1))
            assert not isinstance(answer, Refusal), answer

        def write(client: httpx.Client) -> None:
            answer = backend(client).call(CREATE_SITE, CreateSite("Head office", ADDRESS))
            assert not isinstance(answer, Refusal), answer

        trust = running.certificate_context()
        yield measure(f"ListSites on {name}", read, trust, clients, seconds)
        yield measure(f"CreateSite on {name}", write, trust, clients, seconds / 4)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--clients", type=int, default=4)
    options = parser.parse_args()
    os.environ["AWS_DATA_PATH"] = str(ROOT / "resources" / "api")
    with TemporaryDirectory() as name:
        folder = Path(name)
        with bare(folder) as url:
            trust = httpx.create_ssl_context(verify=str(folder / "certificate.pem"))

            def ask(client: httpx.Client) -> None:
                client.get(f"{url}/sites").raise_for_status()

            print(measure("a bare FastAPI route", ask, trust, options.clients, options.seconds).row(), flush=True)
        (folder / "lite").mkdir()
        for measured in measure_server("SQLite", folder / "lite", "", options.clients, options.seconds):
            print(measured.row(), flush=True)
        programs = binaries()
        if programs is not None:
            with server(programs) as postgres:
                (folder / "pg").mkdir()
                url = postgres.new_database()
                for measured in measure_server("PostgreSQL", folder / "pg", url, options.clients, options.seconds):
                    print(measured.row(), flush=True)


if __name__ == "__main__":
    main()
