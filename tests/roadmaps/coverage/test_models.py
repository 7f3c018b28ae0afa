"""Which agreements reach an intercommunalité."""

from datetime import date

from funding.agreements.enums import AgreementKind, PartyRole
from funding.enums import AgreementState
from roadmaps.coverage.queries import coverage_on
from roadmaps.coverage.rules.standing import Standing
from tests.builders import make_commune, make_epci, make_partner
from tests.funding.agreement_builders import make_agreement, party


def test_the_caf_that_signs_does_not_cover_the_intercommunalite_of_its_own_seat(network):
    seat, signer = make_epci("200000001", "CA d’Agen"), make_epci("200000002", "CC d’Albret")
    agen, nerac = (make_commune("47001", "Agen", epci=seat), make_commune("47195", "Nérac", epci=signer))
    parties = [
        party("caf", PartyRole.PARTNER, partner=make_partner("CAF", commune=agen)),
        party("albret", PartyRole.COLLECTIVITE, partner=make_partner("Albret", commune=nerac)),
    ]
    make_agreement(AgreementKind.CTG, AgreementState.ACTIVE, parties=parties)
    found = {one.epci.name: one.standing for one in coverage_on(date(2026, 11, 24))}
    assert found == {"CA d’Agen": Standing.GAP, "CC d’Albret": Standing.COVERED}
