"""The second part of setting up: the latest software, before anything else is believed.

Rules it keeps: nothing is activated with software that was refused; newer software runs from a restart on, and the
journey goes on behind it. A download is given up when nothing comes any more, however long it takes.
"""

from dataclasses import replace

from app.domain.faults import Fault
from app.domain.updates import Fetched
from app.flows import setup_effects as ask
from app.flows import setup_events as told
from app.flows.events import Choice, Event
from app.flows.installation import Installation, Setup
from app.flows.machine import Row
from app.flows.setup_steps import SetupRow, To, answer, asking, break_down, fresh, give_up, go, problem


def fetch(known: Installation, event: Event) -> To:
    trying = replace(asking(known), share=0.0)
    return To(Setup.DOWNLOADING, trying, (ask.FetchSoftware(trying.attempt),))


def _arrive(known: Installation, event: told.SoftwareArrived) -> To:
    return To(Setup.DOWNLOADING, replace(known, share=event.share))


def _fetched(known: Installation, event: told.SoftwareFetched) -> To:
    if event.outcome is Fetched.NEWER:
        installing = asking(known)
        return To(Setup.INSTALLING, installing, (ask.InstallSoftware(installing.attempt),))
    if event.outcome.goes_on:
        return downloaded(known, event)
    return problem(Setup.DOWNLOAD_PROBLEM, known, event.outcome.fault or Fault.UPDATE_UNREACHABLE)


def _installed(known: Installation, event: told.SoftwareInstalled) -> To:
    return To(Setup.BOOTING, fresh(known), (ask.ForgetInstaller(), ask.StartNewSoftware()))


def downloaded(known: Installation, event: Event) -> To:
    return To(Setup.DOWNLOADED, replace(asking(known), share=0.0, failures=0))


SOFTWARE_ROWS: list[SetupRow] = [
    answer(Setup.DOWNLOADING, told.SoftwareArrived, (), _arrive),
    answer(
        Setup.DOWNLOADING,
        told.SoftwareFetched,
        (Setup.INSTALLING, Setup.DOWNLOADED, Setup.DOWNLOAD_PROBLEM),
        _fetched,
    ),
    break_down(Setup.DOWNLOADING, Setup.DOWNLOAD_PROBLEM),
    give_up(Setup.DOWNLOADING, Setup.DOWNLOAD_PROBLEM, Fault.UPDATE_UNREACHABLE),
    answer(Setup.INSTALLING, told.SoftwareInstalled, (Setup.BOOTING,), _installed),
    break_down(Setup.INSTALLING, Setup.DOWNLOAD_PROBLEM),
    give_up(Setup.INSTALLING, Setup.DOWNLOAD_PROBLEM, Fault.UPDATE_UNREADABLE),
    Row(Setup.DOWNLOAD_PROBLEM, Choice.TRY_AGAIN, (Setup.DOWNLOADING,), fetch),
    go(Setup.DOWNLOADED, Choice.OK, Setup.CHOOSE_CODE),
]
