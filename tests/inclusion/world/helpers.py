"""Rows that the pages of people who help need, for the access table and the walk through all pages."""

from typing import Any

from inclusion.civic_service.actions import note_presence
from inclusion.civic_service.enums import Presence
from inclusion.core.imports.trials import try_file
from inclusion.core.models.networks import Membership
from inclusion.mediators.actions.entries import add_place
from inclusion.mediators.actions.imports import HELPERS
from inclusion.mediators.enums import Audience, HelperStatus
from inclusion.mediators.queries import link_of
from tests.builders import AT
from tests.funding.agreement_builders import tiny_pdf
from tests.inclusion.helper_builders import (
    agree,
    make_cohort,
    make_helper,
    make_training,
    make_training_day,
    make_volunteer,
)


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """Rows by the name of what they are; `known` are those of the modules before."""
    partner, by = cast["training_place"].partner, cast["training_place"].user
    helper = agree(make_helper(partner, by=by), Audience.PUBLIC, Audience.PUBLIC)
    place = add_place(helper, place=known["guide_place"], hours="mardi matin", by=by, at=AT)
    training = make_training(helper, data=tiny_pdf(), filename="attestation.pdf", by=by)
    cohort = make_cohort()
    one = make_helper(partner, status=HelperStatus.CIVIC_SERVICE, first_name="Noé", last_name="Volontaire", by=by)
    volunteer = make_volunteer(cohort, one)
    followed = make_training_day(cohort, volunteer)
    day = make_training_day(cohort, volunteer, on=AT.date(), title="Démarches en ligne")
    for one_day in (followed, day):
        note_presence(one_day, volunteer=volunteer, presence=Presence.PRESENT, by=by, at=AT)
    line = f"Nom;Prénom;Employeur;Statut\nEssai;Awa;{partner.name};Bénévole\n"
    return {
        "helper": helper,
        "helper_trial": try_file(HELPERS, data=line.encode(), by=by, at=AT),
        "helper_link": link_of(helper),
        "helper_place": place,
        "helper_training": training,
        "cohort": cohort,
        "volunteer": volunteer,
        "training_day": day,
    }
