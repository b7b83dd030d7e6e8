"""The story of the demo, as a visitor would act it: each scene says what happens and checks that it did."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.config.settings import Mode
from app.domain.access import DoorAnswer
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.capture import Cause
from app.domain.faults import Fault
from app.domain.liveness import LivenessLevel
from app.domain.people import Hand
from app.entrypoints.demo.stage import Stage, Unexpected
from app.flows.events import Choice, Refusal
from app.services.delete_person import DeletionReason, delete_person
from drivers.simulated.palms import Pose, Side
from drivers.simulated.world import Device, Species

BADGES = {1: Badge(17, 4201), 2: Badge(17, 4202), 3: Badge(17, 4203)}
REFUSER = Badge(17, 4204)
STRANGER = 9
"""People are seeds of the simulated world; the stranger has never been at the desk."""


@dataclass(frozen=True)
class Scene:
    name: str
    """Also its picture's name."""
    told: str
    play: Callable[[Stage], str]
    """Returns what came of it; raises Unexpected."""


@dataclass(frozen=True)
class Played:
    scene: Scene
    outcome: str
    passed: bool
    took_s: float
    picture: str


def expect(claim: bool, otherwise: str) -> None:
    if not claim:
        raise Unexpected(otherwise)


def start_enrolment(stage: Stage, badge: Badge) -> None:
    stage.until("start")
    stage.tap(Choice.GET_STARTED)
    stage.until("scan_badge")
    stage.world.present_badge(badge.number)
    stage.until("badge_scanned")


def read_to_consent(stage: Stage) -> None:
    stage.until("terms")
    stage.tap(Choice.OK)
    stage.until("consent")


def show_palms(stage: Stage, person: int) -> None:
    stage.tap(Choice.AGREE)
    stage.until("capture_left")
    stage.world.show_palm(person, Hand.LEFT)
    stage.until("capture_right")
    stage.world.show_palm(person, Hand.RIGHT)
    stage.until("try_it")


def refuse_consent(stage: Stage) -> str:
    start_enrolment(stage, REFUSER)
    read_to_consent(stage)
    stage.tap(Choice.DECLINE)
    stage.until("declined")
    expect(Device.CAMERA not in stage.world.state().open_devices, "the camera was opened without consent")
    expect(stage.memory.store.person_with(REFUSER) is None, "something was stored of a person who refused")
    return "declined; the camera is closed, nothing was stored, the badge goes on working"


def enrol(person: int) -> Callable[[Stage], str]:
    def play(stage: Stage) -> str:
        start_enrolment(stage, BADGES[person])
        read_to_consent(stage)
        show_palms(stage, person)
        stage.until("enrolled")
        stored = stage.memory.store.person_with(BADGES[person])
        expect(stored is not None, "the person is not in the store")
        return "both palms and the receipt of consent are stored in one transaction"

    return play


def enrol_twice(stage: Stage) -> str:
    start_enrolment(stage, Badge(17, 4299))
    read_to_consent(stage)
    show_palms(stage, 1)
    view = stage.until("refused")
    expect(view.refusal is Refusal.PALM_ALREADY_ENROLLED, f"refused for {view.refusal}")
    return "refused: the palm is already enrolled under another badge"


def known_badge(stage: Stage) -> str:
    start_enrolment(stage, BADGES[2])
    stage.until("badge_known")
    return "told before any capture that this badge is enrolled"


def enter(person: int, hand: Hand) -> Callable[[Stage], str]:
    def play(stage: Stage) -> str:
        stage.until("idle")
        heard = len(stage.world.state().bus)
        stage.world.show_palm(person, hand)
        stage.until("granted")
        bus = stage.world.state().bus
        expect(len(bus) == heard + 1 and bus[-1].badge == BADGES[person], "the controller got something else")
        expect(bus[-1].answer is DoorAnswer.GRANTED, "the screen said granted and the controller did not")
        return f"granted by the controller, which received {bus[-1].bits.length} bits of badge {BADGES[person].masked}"

    return play


def stranger(stage: Stage) -> str:
    stage.until("idle")
    heard = len(stage.world.state().bus)
    stage.world.show_palm(STRANGER, Hand.LEFT)
    stage.until("not_recognised")
    expect(len(stage.world.state().bus) == heard, "the controller heard of a stranger")
    return "not recognised; nothing went to the controller"


def not_on_the_list(stage: Stage) -> str:
    stage.until("idle")
    stage.world.forbid(BADGES[3])
    stage.world.show_palm(3, Hand.RIGHT)
    stage.until("denied")
    return "recognised, and denied: the controller decides"


def by_badge(stage: Stage) -> str:
    stage.until("idle")
    stage.world.present_badge(BADGES[1].number)
    stage.until("granted")
    return "granted by badge at the same screen, no palm needed"


def back_of_hand(stage: Stage) -> str:
    stage.until("idle")
    stage.world.show_palm(1, Hand.LEFT, Pose(side=Side.BACK))
    stage.until("positioning", lambda view: view.cause is Cause.BACK_OF_HAND)
    return "asked to turn the hand over"


def too_far(stage: Stage) -> str:
    stage.until("idle")
    stage.world.show_palm(1, Hand.LEFT, Pose(distance_mm=520.0))
    stage.until("positioning", lambda view: view.cause is Cause.TOO_FAR)
    stage.world.show_palm(1, Hand.LEFT)
    stage.until("granted")
    return "asked to come nearer, then granted"


def recognised_for(stage: Stage) -> tuple[str, ...]:
    """What the detectors said at the newest decision, as the audit holds it."""
    newest = next(entry for entry in stage.memory.store.audit(10) if entry.action is AuditAction.IDENTIFY)
    return newest.liveness


def refused(species: Species) -> Callable[[Stage], str]:
    """A picture of an enrolled palm."""

    def play(stage: Stage) -> str:
        stage.until("idle")
        heard = len(stage.world.state().bus)
        stage.world.show_fake(species, 1, Hand.LEFT)
        stage.until("bare_palm")
        expect(len(stage.world.state().bus) == heard, "the controller heard of a picture")
        expect(recognised_for(stage)[1] == "attack", "the record does not say so")
        return "asked for a bare palm, accused of nothing; the controller heard nothing, the record says why"

    return play


def print_passes(stage: Stage) -> str:
    stage.until("idle")
    stage.world.show_fake(Species.PRINT_FLAT, 1, Hand.LEFT)
    stage.until("granted")
    expect(recognised_for(stage)[:2] == ("kiosk", "bona_fide"), "the record does not say what was asked")
    return "GRANTED: without coloured light a print is not told from a palm; what was measured is on record"


def unplug_controller(stage: Stage) -> str:
    stage.until("idle")
    stage.world.unplug(Device.CONTROLLER)
    stage.world.show_palm(2, Hand.LEFT)
    stage.until("no_answer")
    view = stage.until("fault")
    expect(view.fault is Fault.CONTROLLER_SILENT, f"the fault shown was {view.fault}")
    return "silence is not granted: no answer first, then the fault stands"


def plug_controller_in(stage: Stage) -> str:
    stage.world.plug_in(Device.CONTROLLER)
    stage.until("idle")
    return "back by itself"


def unplug_camera(stage: Stage) -> str:
    stage.until("idle")
    stage.world.unplug(Device.CAMERA)
    view = stage.until("fault")
    expect(view.fault is Fault.CAMERA_MISSING, f"the fault shown was {view.fault}")
    return "the camera is missing, and the screen says so"


def plug_camera_in(stage: Stage) -> str:
    stage.world.plug_in(Device.CAMERA)
    stage.until("idle")
    return "back by itself"


def leaver(stage: Stage) -> str:
    memory = stage.memory
    person = memory.store.person_with(BADGES[2])
    expect(person is not None, "the person to delete is not there")
    if person:
        delete_person(memory.store, memory.gallery, person, DeletionReason.REQUESTED, memory.logbook)
    stage.until("idle")
    stage.world.show_palm(2, Hand.LEFT)
    stage.until("not_recognised")
    return "the key is destroyed, the palm is not recognised any more"


DESK = [
    Scene("refuse_consent", "A person reads the consent and declines", refuse_consent),
    *(Scene(f"enrol_{person}", f"Person {person} enrols both palms", enrol(person)) for person in BADGES),
    Scene("known_badge", "An enrolled badge comes back to the desk", known_badge),
    Scene("enrol_twice", "Person 1 tries to enrol again with another badge", enrol_twice),
]

DOOR = [
    *(
        Scene(f"enter_{person}_{hand.value}", f"Person {person} shows the {hand.value} palm", enter(person, hand))
        for person in BADGES
        for hand in Hand
    ),
    Scene("stranger", "A stranger shows a palm", stranger),
    Scene("not_on_the_list", "Person 3 is taken off the controller's list", not_on_the_list),
    Scene("by_badge", "Person 1 uses the badge instead", by_badge),
    Scene("back_of_hand", "Somebody shows the back of the hand", back_of_hand),
    Scene("too_far", "Somebody stands too far away", too_far),
    Scene("recording", "A recording of person 1's palm is fed in", refused(Species.STILL_FED)),
    Scene("print_passes", "Somebody holds up a print of person 1's palm", print_passes),
    Scene("unplug_controller", "The controller is unplugged", unplug_controller),
    Scene("plug_controller_in", "The controller comes back", plug_controller_in),
    Scene("unplug_camera", "The camera is unplugged", unplug_camera),
    Scene("plug_camera_in", "The camera comes back", plug_camera_in),
    Scene("leaver", "Person 2 leaves the company and is deleted", leaver),
]


COLOURED = [
    Scene("coloured_palm", "Person 1 shows a palm under coloured light", enter(1, Hand.RIGHT)),
    Scene("coloured_print", "A print of it is held up", refused(Species.PRINT_FLAT)),
    Scene("coloured_bent", "The print is bent", refused(Species.PRINT_BENT)),
    Scene("coloured_phone", "A film of it is played on a phone", refused(Species.SCREEN_REPLAY)),
    Scene("coloured_loop", "A film of it is fed in, in a loop", refused(Species.LOOP_FED)),
]

PARTS = (
    (Mode.ENROLMENT, LivenessLevel.KIOSK, DESK),
    (Mode.ENTRY, LivenessLevel.KIOSK, DOOR),
    (Mode.ENTRY, LivenessLevel.CHALLENGED, COLOURED),
)


def play(stage: Stage, folder: Path, tell: Callable[[Played], None]) -> list[Played]:
    """Plays every scene, a picture of each into `folder`; a scene that fails does not keep back the next."""
    for badge in BADGES.values():
        stage.world.allow(badge)
    told: list[Played] = []
    for mode, liveness, scenes in PARTS:
        stage.go_to(mode, liveness)
        for scene in scenes:
            played = _play(stage, scene, folder)
            tell(played)
            told.append(played)
    stage.leave()
    return told


def _play(stage: Stage, scene: Scene, folder: Path) -> Played:
    began = time.monotonic()
    stage.mark()
    try:
        outcome, passed = scene.play(stage), True
    except Unexpected as error:
        outcome, passed = str(error), False
    took_s = time.monotonic() - began
    picture = f"{scene.name}.png"
    stage.save_picture(folder / picture)
    stage.world.take_palm_away()
    if stage.view.primary in (Choice.FINISH, Choice.OK):
        stage.tap(stage.view.primary)
    return Played(scene, outcome, passed, took_s, picture)
