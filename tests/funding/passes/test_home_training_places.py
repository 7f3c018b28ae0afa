"""A partner that was chosen to send passes keeps its own line."""

import pytest

from funding.passes.programmes.actions import choose_prescribers
from inclusion.partners.actions import merge_blockers
from tests.builders import AT, make_partner, make_user
from tests.funding.pass_builders import make_programme


@pytest.mark.usefixtures("scope")
def test_a_chosen_prescriber_is_not_merged_away():
    by = make_user()
    programme = make_programme(by=by)
    gone, kept = make_partner("CCAS"), make_partner("CCAS de Marmande")
    choose_prescribers(programme, prescribers=[gone], by=by, at=AT)
    assert [one for one in merge_blockers(gone, kept) if "est choisi pour envoyer les pass" in one]
    choose_prescribers(programme, prescribers=[kept], by=by, at=AT)
    assert not [one for one in merge_blockers(gone, kept) if "est choisi" in one]
