"""Codes under a key: distances as they were, nothing in common without the key, and no way back to an old one."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.biometrics import matching
from app.biometrics.features import encode
from app.biometrics.gallery import Gallery, Reason
from app.biometrics.profiles import IDENTIFY
from app.biometrics.renewal import BARE, AnotherEpoch, Ring, Transform
from app.biometrics.template import (
    ALIGN_GRID,
    ALIGN_PLANES,
    GRID,
    PLANES,
    PROTECTED_BYTES,
    NotATemplate,
    PalmCode,
    body_of,
    parse,
    parse_protected,
    serialise,
    serialise_protected,
)
from app.domain.people import Hand, PersonId
from app.ports.transform import TransformKey
from tests.app.biometrics.creases import again, palm

GOLDEN = Path(__file__).parents[2] / "golden"
OLD, NEW = Transform(TransformKey(1, bytes([1]) * 32)), Transform(TransformKey(2, bytes([2]) * 32))
SALT, SALT_TOO = bytes(range(16)), bytes(range(16, 32))
ANNA = PersonId("a" * 32)

CODES = st.builds(
    PalmCode,
    planes=arrays.arrays(np.uint32, (PLANES, GRID)),
    align=arrays.arrays(np.uint16, (ALIGN_PLANES, ALIGN_GRID)),
    mask=arrays.arrays(np.uint32, (GRID,)),
)


def vector(name: str) -> bytes:
    lines = (GOLDEN / name).read_text("ascii").splitlines()
    return bytes.fromhex("".join(line for line in lines if not line.startswith("#")))


def masked(seed: int) -> PalmCode:
    """A palm of which a corner is not seen."""
    mask = np.ones((128, 128), np.bool_)
    mask[: 8 * (seed % 5), : 24 + seed] = False
    return encode(again(palm(seed), seed), mask)


def relabelled(template: bytes, epoch: int) -> bytes:
    held = parse_protected(template)
    return serialise_protected(type(held)(epoch, held.salt, held.body))


def test_every_distance_is_bit_for_bit_what_it_was() -> None:
    """Genuine and impostor, with masks; so every rate is what it was, the equal error rate too."""
    stored, probes = [masked(seed) for seed in range(12)], [encode(again(palm(seed), 99), None) for seed in range(12)]
    plain = matching.references(stored)
    held = matching.references([OLD.admit(OLD.protect(code, SALT)) for code in stored])
    renewed = matching.references([Ring([OLD, NEW]).admit(OLD.protect(code, SALT)) for code in stored])
    assert not (held.blocks == plain.blocks).any()
    for probe in probes:
        as_it_was = matching.distances(matching.prepare(probe), plain)
        assert (as_it_was[1:] != as_it_was[0]).any()
        assert matching.distances(OLD.veil.prepare(probe), held).tobytes() == as_it_was.tobytes()
        assert matching.distances(NEW.veil.prepare(probe), renewed).tobytes() == as_it_was.tobytes()


def test_the_coarse_pass_ranks_as_it_did() -> None:
    codes = [masked(seed) for seed in range(8)]
    bare, veiled = np.zeros(8, np.int32), np.zeros(8, np.int32)
    probe = encode(again(palm(3), 99), None)
    matching.screen(matching.prepare(probe), matching.references(codes), 0, 8, bare)
    matching.screen(OLD.veil.prepare(probe), matching.references([OLD.veil.cover(c) for c in codes]), 0, 8, veiled)
    assert veiled.tolist() == bare.tolist()
    assert len(set(bare.tolist())) > 1


def test_the_published_template_is_what_the_published_key_makes() -> None:
    """Both vectors were made with another program's HKDF and AES."""
    transform = Transform(TransformKey(7, bytes(range(32))))
    plain = parse(vector("palm_code_v1.txt"))
    assert transform.protect(plain, bytes(range(0xF0, 0x100))) == vector("palm_code_v2.txt")
    assert body_of(transform.admit(vector("palm_code_v2.txt"))) == vector("palm_code_v2_veiled.txt")
    assert body_of(transform.veil.cover(plain)) == vector("palm_code_v2_veiled.txt")


@given(CODES)
def test_a_renewed_template_is_the_template_that_enrolling_anew_would_have_made(code: PalmCode) -> None:
    renewed = Ring([OLD, NEW]).renew(OLD.protect(code, SALT), SALT_TOO)
    assert renewed == NEW.protect(code, SALT_TOO)
    assert Ring([NEW]).admit(renewed).same_as(NEW.veil.cover(code))


def test_a_template_of_the_first_layout_is_put_under_a_key_by_renewing() -> None:
    code = masked(1)
    assert Ring([NEW]).renew(serialise(code), SALT) == NEW.protect(code, SALT)
    with pytest.raises(NotATemplate):
        NEW.admit(serialise(code))


def test_a_template_of_an_old_epoch_is_refused_when_its_key_has_gone() -> None:
    old = OLD.protect(masked(1), SALT)
    for refuse in (NEW.admit, lambda template: Ring([NEW]).renew(template, SALT)):
        with pytest.raises(AnotherEpoch):
            refuse(old)


def test_an_old_template_that_passes_itself_off_as_new_matches_nobody_not_even_its_owner() -> None:
    region = palm(1)
    forged = NEW.admit(relabelled(OLD.protect(encode(region, None), SALT), NEW.epoch))
    found = matching.distances(NEW.veil.prepare(encode(region, None)), matching.references([forged]))
    assert found[0] > IDENTIFY[0].threshold + 0.05


def test_a_gallery_holds_no_plain_code_and_names_people_as_before() -> None:
    gallery, code = Gallery(veil=OLD.veil), encode(palm(4), None)
    gallery.add(ANNA, Hand.LEFT, [code])
    plain = matching.references([code])
    assert not (gallery._rows.blocks[0] == plain.blocks[0]).any()
    assert not (gallery._rows.align[0] == plain.align[0]).any()
    assert gallery.identify([encode(again(palm(4), 1), None)], IDENTIFY[0]).person == ANNA


def test_a_gallery_takes_no_code_under_another_veil() -> None:
    gallery, old = Gallery(veil=NEW.veil), OLD.veil.cover(masked(1))
    with pytest.raises(AnotherEpoch):
        gallery.add(ANNA, Hand.LEFT, [old])
    assert gallery.templates == 0


def test_a_veiled_code_serves_neither_as_a_probe_nor_to_be_stored_again() -> None:
    veiled = OLD.veil.cover(masked(1))
    for refuse in (OLD.veil.prepare, BARE.prepare, lambda code: OLD.protect(code, SALT)):
        with pytest.raises(AnotherEpoch):
            refuse(veiled)
    with pytest.raises(ValueError, match="own bits"):
        serialise(veiled)


def test_a_gallery_that_cannot_be_refilled_stays_as_it_was() -> None:
    gallery = Gallery(veil=OLD.veil)
    gallery.add(ANNA, Hand.LEFT, [encode(palm(4), None)])
    with pytest.raises(AnotherEpoch):
        gallery.refill(NEW.veil, [(ANNA, Hand.LEFT, [OLD.veil.cover(masked(1))])])
    assert gallery.epoch == OLD.epoch
    assert gallery.identify([encode(again(palm(4), 1), None)], IDENTIFY[0]).person == ANNA


def test_a_refilled_gallery_knows_only_whom_it_was_refilled_with() -> None:
    gallery, ben = Gallery(veil=OLD.veil), PersonId("b" * 32)
    gallery.add(ANNA, Hand.LEFT, [encode(palm(4), None)])
    before = gallery._rows
    gallery.refill(NEW.veil, [(ben, Hand.LEFT, [NEW.veil.cover(encode(palm(5), None))])])
    assert gallery.epoch == NEW.epoch
    assert gallery.identify([encode(again(palm(5), 1), None)], IDENTIFY[0]).person == ben
    assert gallery.identify([encode(again(palm(4), 1), None)], IDENTIFY[0]).reason is Reason.NOT_RECOGNISED
    assert not before.blocks.any(), "the rows of the old epoch were overwritten"


def test_two_salts_make_two_templates_without_a_trace_of_one_another() -> None:
    one, other = (parse_protected(OLD.protect(masked(1), salt)).body for salt in (SALT, SALT_TOO))
    agreeing = np.bitwise_count(~(np.frombuffer(one, np.uint8) ^ np.frombuffer(other, np.uint8))).sum()
    assert abs(agreeing / (8 * len(one)) - 0.5) < 0.02


@given(st.integers(0, 8 * PROTECTED_BYTES - 1))
def test_one_flipped_bit_of_a_protected_template_is_noticed_wherever_it_is(bit: int) -> None:
    data = bytearray(OLD.protect(masked(1), SALT))
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NotATemplate):
        parse_protected(bytes(data))


@given(st.binary(max_size=2 * PROTECTED_BYTES))
def test_no_foreign_bytes_are_a_protected_template(data: bytes) -> None:
    with pytest.raises(NotATemplate):
        parse_protected(data)


def test_no_template_claims_the_epoch_of_plain_codes() -> None:
    with pytest.raises(NotATemplate, match="header"):
        parse_protected(relabelled(OLD.protect(masked(1), SALT), 0))


def test_neither_key_nor_bits_are_printed() -> None:
    assert repr(TransformKey(3, b"secret" * 5)) == "TransformKey(epoch=3)"
    assert repr(OLD.veil) == "Veil(epoch=1)"
    assert repr(parse_protected(OLD.protect(masked(1), SALT))) == "Protected(epoch=1)"
