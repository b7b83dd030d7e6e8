"""What every store must do with activation codes and certificates. A subclass brings the `store` fixture."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.activation import ActivationClaim, IssuedCode
from app.ports.control.activation import StoredAuthority, TerminalCertificate
from app.ports.control.transaction import ControlStore
from tests.contracts.control_store_contract import NINE, a_site, an_instance

CODE = IssuedCode(b"r" * 32, an_instance().id, a_site().id, NINE, NINE + timedelta(minutes=5))
AUTHORITY = StoredAuthority(b"a root, plain", b"an issuer, plain", b"a key of the root", b"a key of the issuer")


def a_certificate(number: int = 1) -> TerminalCertificate:
    ends_at = NINE + timedelta(days=90)
    return TerminalCertificate(f"{number:x}", an_instance().id, "PEM", b"p" * 32, NINE, ends_at)


def claim_of(store: ControlStore, number: int) -> ActivationClaim | None:
    with store.transaction() as transaction:
        return transaction.activation_codes.claim(CODE.reference_hash, bytes([number]) * 32, NINE)


class ActivationContract:
    @pytest.fixture
    def issued(self, store: ControlStore) -> ControlStore:
        with store.transaction() as transaction:
            transaction.sites.add(a_site())
            transaction.instances.add(an_instance())
            transaction.activation_codes.issue(CODE)
        return store

    def test_of_many_who_claim_a_code_at_once_one_gets_it(self, issued: ControlStore) -> None:
        with ThreadPoolExecutor(8) as pool:
            claims = list(pool.map(lambda number: claim_of(issued, number), range(8)))
        winners = [claim for claim in claims if claim is not None]
        assert len(winners) == 1
        assert (winners[0].instance, winners[0].site) == (CODE.instance, CODE.site)

    def test_a_claim_comes_back_as_changed(self, issued: ControlStore) -> None:
        claim = claim_of(issued, 1)
        assert claim is not None
        changed = replace(claim, wrong_answers=2, confirmed=True, finished=True)
        with issued.transaction() as transaction:
            assert transaction.activation_codes.hold(claim.claim_hash) == claim
            transaction.activation_codes.change(changed)
        with issued.transaction() as transaction:
            assert transaction.activation_codes.hold(claim.claim_hash) == changed
            assert transaction.activation_codes.hold(bytes(32)) is None
            assert transaction.activation_codes.find(CODE.reference_hash) == CODE
            assert transaction.activation_codes.find(bytes(32)) is None

    def test_an_expired_code_is_claimed_by_nobody(self, issued: ControlStore) -> None:
        with issued.transaction() as transaction:
            codes = transaction.activation_codes
            assert codes.claim(CODE.reference_hash, bytes(32), CODE.expires_at) is None
            assert codes.claim(bytes(32), bytes(32), NINE) is None

    def test_old_codes_are_forgotten(self, issued: ControlStore) -> None:
        with issued.transaction() as transaction:
            assert transaction.activation_codes.forget(NINE) == 0
            assert transaction.activation_codes.forget(NINE + timedelta(seconds=1)) == 1

    def test_there_is_one_authority(self, store: ControlStore) -> None:
        with store.transaction() as transaction:
            assert transaction.certificates.authority() is None
            transaction.certificates.keep_authority(AUTHORITY)
            transaction.certificates.keep_authority(replace(AUTHORITY, root=b"another"))
        with store.reading() as reading:
            assert reading.certificates.authority() == AUTHORITY

    def test_certificates_stand_until_they_are_revoked(self, store: ControlStore) -> None:
        first, second = a_certificate(1), replace(a_certificate(2), issued_at=NINE + timedelta(days=60))
        other = replace(a_certificate(3), instance=an_instance(3).id)
        later = NINE + timedelta(days=61)
        with store.transaction() as transaction:
            certificates = transaction.certificates
            for certificate in (first, second, other):
                certificates.add(certificate)
            assert certificates.standing(first.instance) == [second, first]
            assert certificates.revoke(first.instance, later) == 2
            assert certificates.revoke(first.instance, later) == 0
        with store.reading() as reading:
            assert reading.certificates.standing(first.instance) == []
            assert reading.certificates.standing(other.instance) == [other]
            assert reading.certificates.find("1") == replace(first, revoked_at=later)
            assert reading.certificates.find("ff") is None
            assert reading.certificates.revoked(later) == [("1", later), ("2", later)]
            assert reading.certificates.revoked(first.ends_at) == []
