"""`thenar verify-audit`: is the audit as it was written? Names the first broken record, and files gone or changed.

thenar verify-audit --data /var/lib/thenar
thenar verify-audit --print-head                    # to be kept elsewhere, on paper or in another system
thenar verify-audit --head 4711:9f86d081…           # and to be asked for later
"""

import argparse

from app.config.paths import State
from app.config.text import Texts
from app.domain.faults import Fault, FaultError
from app.entrypoints import place
from app.gateway.trail_bucket import TrailBucket
from app.ports.control.trail import Head, TrailLog
from app.ports.control.trail_files import TrailPlace
from app.services.control.trail_files import TrailName
from app.services.control.verify_trail import Problem, verify_files, verify_trail
from app.storage.control.store import SqlControlStore
from app.storage.control.trail_folder import TrailFolder

FOUND_PROBLEMS = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    place.add_arguments(parser)
    parser.add_argument("--head", default="", metavar="NUMBER:HASH", help="a head that was kept elsewhere")
    parser.add_argument("--print-head", action="store_true", help="print the newest record's number and hash, and end")
    parser.add_argument(
        "--audit-bucket", default="", help="of S3, where the files lie there and not in the data folder"
    )


def main(options: argparse.Namespace) -> int:
    """0 when all holds, 1 when something was changed."""
    kept = parse_head(options.head) if options.head else None
    state = State(options.data, simulated=False)
    with place.opened(options) as people:
        store = SqlControlStore(people)
        realm = store.realm()
        files: TrailPlace = TrailFolder(state.folder / "audit")
        if options.audit_bucket:
            files = TrailBucket(options.audit_bucket)
        name, key = TrailName(realm, files.bucket), store.trail_key()
        with store.reading() as reading:
            if options.print_head:
                print(head_words(reading.trail))
                return 0
            verified = verify_files(reading.trail, files, key, name)
            problems = (*verify_trail(reading.trail, kept), *verified.problems)
            print(f"{verified.records} records, {verified.digests} digests, {verified.logs} log files")
    return report(problems)


def report(problems: tuple[Problem, ...]) -> int:
    say = Texts().say
    for problem in problems:
        record = "" if problem.record is None else f" (record {problem.record})"
        print(f"{say(f'trail.{problem.finding.value}')}{record} {problem.file}".rstrip())
    if not problems:
        print(say("trail.sound"))
    return FOUND_PROBLEMS if problems else 0


def head_words(trail: TrailLog) -> str:
    head = trail.head()
    return f"{head.number}:{head.hash}"


def parse_head(text: str) -> Head:
    """Raises FaultError(INPUT_UNREADABLE)."""
    number, _, hashed = text.partition(":")
    if not number.isdecimal() or len(hashed) != 64:
        raise FaultError(Fault.INPUT_UNREADABLE, "--head is NUMBER:HASH, as --print-head prints it")
    return Head(int(number), hashed.lower())
