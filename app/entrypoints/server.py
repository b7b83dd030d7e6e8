"""`thenar server`: the control plane over TLS, for people, consoles and AWS's own tools.

thenar server                                                        # this machine alone, on port 8443
thenar server --listen 0.0.0.0:8443 --name thenar.example            # for others, who call it by that name
thenar server --database postgresql://thenar@db.example/thenar       # several servers on one database

It ends at SIGTERM or SIGINT, once every call that has begun is answered. `thenar init` makes the owner; before that
nobody may anything.
"""

import argparse
import asyncio
import ipaddress
import logging
import sys
from pathlib import Path

from app.config.paths import State
from app.domain.faults import Fault, FaultError
from app.entrypoints import place
from app.entrypoints.addresses import bound, place_of, tls_of, url_of
from app.entrypoints.control_plane import Wanted, control_plane
from app.entrypoints.own_certificate import Pair, own_pair
from app.gateway.log_lines import logging_as_json
from app.gateway.routes import api
from app.gateway.serving import LOOPBACK, Listener, numbers, serve
from app.ports.clock import Clock
from app.runtime.clock import SystemClock

SQLITE_THREADS, POSTGRESQL_THREADS = 1, 16
"""Calls handled at once. SQLite has one writer at a time, and every call writes its record: more would only wait inside
the database, in no order. On PostgreSQL 16 are as many as a small server's 100 connections bear from several of us."""
LISTEN = f"{LOOPBACK}:8443"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  compared with, never listened on by itself
METRICS = 9464
"""The port that OpenTelemetry's exporters for Prometheus take."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    place.add_arguments(parser)
    parser.add_argument("--listen", default=LISTEN, metavar="HOST:PORT", help=f"where; {LISTEN} unless said")
    parser.add_argument("--name", action="append", default=[], help="what clients call it; more than once if need be")
    parser.add_argument("--certificate", type=Path, help="a certificate of yours (PEM), with --key")
    parser.add_argument("--key", type=Path, help="its private key (PEM)")
    parser.add_argument("--region", default="", help="part of every ARN; chosen at the first start, then fixed")
    parser.add_argument("--metrics", type=int, default=METRICS, metavar="PORT", help="on 127.0.0.1, for Prometheus")
    parser.add_argument(
        "--target-network",
        action="append",
        default=[],
        type=ipaddress.ip_network,
        metavar="NETWORK",
        help="a private network that events may be sent to, as in 192.168.7.0/24",
    )
    parser.add_argument("--target-authorities", type=Path, help="whom targets of events are believed by (PEM)")
    parser.add_argument("--audit-bucket", default="", help="of S3, for the audit's files, in place of a folder")


def main(options: argparse.Namespace) -> int:
    clock = SystemClock()
    wanted = wanted_by(options)
    host, port = place_of(options.listen)
    with (
        logging_as_json(logging.StreamHandler(sys.stderr)),
        control_plane(wanted, clock) as gateway,
        bound(host, port) as front,
        bound(LOOPBACK, options.metrics) as back,
    ):
        pair = _pair(options, wanted.state, host, clock)
        calls = api(gateway, POSTGRESQL_THREADS if wanted.database else SQLITE_THREADS)
        listeners = [Listener(calls, front, tls_of(pair)), Listener(numbers(gateway.observer), back, None)]
        url = url_of(host, front.getsockname()[1])

        def say() -> None:
            print(f"Thenar is listening on {url}, with the certificate {pair.certificate}", flush=True)

        asyncio.run(serve(listeners, say))
    return 0


def wanted_by(options: argparse.Namespace) -> Wanted:
    return Wanted(
        State(options.data, simulated=False),
        options.database or "",
        options.region,
        options.name[0] if options.name else "localhost",
        place_of(options.listen)[1],
        tuple(options.target_network),
        options.target_authorities,
        options.audit_bucket,
    )


def _pair(options: argparse.Namespace, state: State, host: str, clock: Clock) -> Pair:
    if options.certificate and options.key:
        return Pair(options.certificate, options.key)
    if options.certificate or options.key:
        raise FaultError(Fault.SETTINGS_INVALID, "certificate: name both --certificate and --key, or neither")
    names = options.name if host in EVERYWHERE else [*options.name, host]
    return own_pair(state.folder / "server", names, clock.now())
