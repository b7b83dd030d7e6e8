"""Makes the sounds: `python resources/sounds/make.py` writes them beside itself, the same bytes each time.

What each must be stands in UI's table of signals: adjust a soft tick, hold a rising tone, granted two notes up, denied
one low note. All are short, start and end at zero so that nothing clicks, and stay below half of full scale.
"""

import math
import struct
import wave
from pathlib import Path

RATE_HZ = 44_100
LOUDEST = 0.45
"""Of full scale: leaves room for the amplifier of a small speaker."""

Note = tuple[float, float, float, float]
"""Start and end frequency (Hz), duration (s), loudness 0..1."""

SOUNDS: dict[str, list[Note]] = {
    "adjust": [(1175.0, 1175.0, 0.045, 0.45)],
    "hold": [(392.0, 587.3, 0.40, 0.6)],
    "granted": [(659.3, 659.3, 0.13, 0.9), (987.8, 987.8, 0.26, 1.0)],
    "denied": [(174.6, 174.6, 0.38, 1.0)],
}

ATTACK_S = 0.008


def samples(note: Note) -> list[float]:
    """One note, -1..1: a sine with a quiet octave, swelling fast and dying away."""
    start_hz, end_hz, length_s, loudness = note
    count = int(length_s * RATE_HZ)
    phase, wave_out = 0.0, []
    for i in range(count):
        share = i / count
        phase += 2 * math.pi * (start_hz + (end_hz - start_hz) * share) / RATE_HZ
        envelope = min(1.0, i / (ATTACK_S * RATE_HZ)) * (1 - share) ** 1.6
        wave_out.append(loudness * envelope * (0.8 * math.sin(phase) + 0.2 * math.sin(2 * phase)))
    return wave_out


def write(path: Path, notes: list[Note]) -> None:
    tones = [sample for note in notes for sample in samples(note)]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(b"".join(struct.pack("<h", round(tone * LOUDEST * 32767)) for tone in tones))


if __name__ == "__main__":
    for name, notes in SOUNDS.items():
        write(Path(__file__).parent / f"{name}.wav", notes)
