"""What the camera sees when a picture of a palm is held before it, or when a recording is fed in in its place.

    seen(ShownFake(Species.PRINT_FLAT, 1, Hand.LEFT), number=7, size=(480, 640), sight=sight, flash=NO_FLASH)

Rules: pure; the picture was taken of the same person in good light, without any ring shining. Limits: those of
`attacks`; one print, one phone and one loop, and no skill: it is for trying a terminal out, not for measuring one.
"""

from functools import lru_cache
from typing import Final

from app.domain.people import Hand
from app.ports.camera import Pixels
from drivers.simulated.attacks import Flash, Hold, Print, Screen, printed, replayed
from drivers.simulated.palms import Lens, Pose, draw, empty
from drivers.simulated.sway import FRAMES_A_S, swayed
from drivers.simulated.world import ShownFake, Sight, Species

LOOP_FRAMES: Final = 24
"""A film of 1.6 s: longer than any burst that is judged."""
_PRINTS: Final = {Species.PRINT_FLAT: Print(), Species.PRINT_BENT: Print(bend_mm=150.0)}
_PHONE: Final = Screen(pitch_mm=0.06)
_PERIODS: Final = {Species.STILL_FED: 1, Species.LOOP_FED: LOOP_FRAMES}
_CLEAR: Final = Lens(0.3, noise=0.0)


def seen(fake: ShownFake, number: int, size: tuple[int, int], sight: Sight, flash: Flash) -> Pixels:
    """What the lens sees in frame `number`, (rows, columns, 3) uint8 BGR, under the ring's `flash`."""
    if fake.species in _PERIODS:
        return _film(fake, number % _PERIODS[fake.species], size, sight.lens)
    behind = empty(size, light=sight.light, lens=Lens(0.6, noise=0.0), scene=sight.scene)
    hold = _held(fake.sway, number / FRAMES_A_S)
    if fake.species is Species.SCREEN_REPLAY:
        film = _film(fake, number % LOOP_FRAMES, size, _CLEAR)
        return replayed(film, behind, hold, _PHONE, number, flash=flash)
    return printed(_photo(fake.person, fake.hand, size), behind, hold, _PRINTS[fake.species], number, flash=flash)


def _film(fake: ShownFake, number: int, size: tuple[int, int], lens: Lens) -> Pixels:
    """Frame `number` of what was filmed on another day, its noise with it."""
    return draw(fake.person, fake.hand, swayed(Pose(), 1.0, number / FRAMES_A_S), size=size, rng_seed=number, lens=lens)


@lru_cache(maxsize=4)
def _photo(person: int, hand: Hand, size: tuple[int, int]) -> Pixels:
    """Nobody writes to it: it is shared."""
    photo = draw(person, hand, size=size, lens=_CLEAR)
    photo.setflags(write=False)
    return photo


def _held(sway: float, at_s: float) -> Hold:
    """A sheet in a hand sways as a hand does."""
    pose = swayed(Pose(), sway, at_s)
    return Hold(pose.x, pose.y, Pose().distance_mm / pose.distance_mm, pose.roll_deg, pose.tilt_deg, pose.turn_deg)
