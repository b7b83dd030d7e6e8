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
from app.entrypoints import place, terminals
from app.entrypoints.addresses import bound, link_place, names_of, place_of, port_of, tls_of, url_of
from app.entrypoints.control_plane import Wanted, control_plane
from app.entrypoints.own_certificate import Pair
from app.gateway.connections import OF_MANY
from app.gateway.device_link import DeviceLink, link_context
from app.gateway.log_lines import logging_as_json
from app.gateway.routes import api
from app.gateway.serving import LOOPBACK, Listener, numbers, serve
from app.gateway.update_files import serve_updates
from app.runtime.clock import SystemClock

SQLITE_THREADS, POSTGRESQL_THREADS = 1, 16
"""Calls handled at once. SQLite has one writer at a time, and every call writes its record: more would only wait inside
the database, in no order. On PostgreSQL 16 are as many as a small server's 100 connections bear from several of us."""
LISTEN = f"{LOOPBACK}:8443"
METRICS = 9464
"""The port that OpenTelemetry's exporters for Prometheus take."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    place.add_arguments(parser)
    parser.add_argument("--listen", default=LISTEN, metavar="HOST:PORT", help=f"where; {LISTEN} unless said")
    parser.add_argument("--link", metavar="HOST:PORT", help="where terminals connect; the port after --listen's")
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
    parser.add_argument("--updates", type=Path, help="a folder of `thenar publish`, served under /updates")
    parser.add_argument("--audit-bucket", default="", help="of S3, for the audit's files, in place of a folder")


def main(options: argparse.Namespace) -> int:
    clock = SystemClock()
    wanted = wanted_by(options)
    host, port = place_of(options.listen)
    with (
        logging_as_json(logging.StreamHandler(sys.stderr)),
        control_plane(wanted, clock) as gateway,
        bound(host, port) as front,
        bound(*link_place(options.link, host, port)) as side,
        bound(LOOPBACK, options.metrics) as back,
    ):
        authority = terminals.authority_for(gateway)
        folder = wanted.state.folder / "server"
        names = names_of(options.name, host)
        names += terminals.account_names(names, gateway)
        own = terminals.issued_pair(folder, names, gateway, authority)
        pair, trust = _shown(options, own, terminals.root_file(folder))
        gateway = terminals.open_to_terminals(gateway, wanted.name, port_of(front), port_of(side), pair)
        calls = api(gateway, POSTGRESQL_THREADS if wanted.database else SQLITE_THREADS)
        if options.updates is not None:
            serve_updates(calls, options.updates)

        def say() -> None:
            if gateway.performer.entrance is None:
                print(terminals.HEARD_OF_NONE, file=sys.stderr)
            url = url_of(host, port_of(front))
            print(f"Thenar is listening on {url}, with the certificate {trust}", flush=True)

        link = link_context(own.certificate, own.key, authority.root_pem)
        with terminals.link_desk(gateway) as desk:
            listeners = [
                Listener(calls, front, tls_of(pair)),
                Listener(DeviceLink(desk), side, link, link=True, patience=OF_MANY),
                Listener(numbers(gateway.observer), back, None),
            ]
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


def _shown(options: argparse.Namespace, own: Pair, root: Path) -> tuple[Pair, Path]:
    """What the API shows, and what its clients trust it by. The link always shows our own: terminals trust no other."""
    if options.certificate and options.key:
        return Pair(options.certificate, options.key), options.certificate
    if options.certificate or options.key:
        raise FaultError(Fault.SETTINGS_INVALID, "certificate: name both --certificate and --key, or neither")
    return own, root
