"""Posts of the register for the tests, made by the actions that the portal itself uses."""

from datetime import date
from typing import Any

from funding.models import AgreementFte, JobOffer, PostHolder, StaffPost
from funding.staff.actions import add_holder, add_staff_post, publish_offer
from tests.builders import AT, make_epci
from tests.funding.post_builders import D, town

OFFER = {
    "title": "Conseillère ou conseiller numérique",
    "mission": "Accueillir et accompagner les habitants.",
    "place": "Marmande",
    "fte": D("1.00"),
    "contact": "Le service des ressources humaines",
    "email": "recrutement@example.org",
    "link": "",
}


def make_staff_post(*, by: Any, **fields: Any) -> StaffPost:
    """A post of one FTE that the State pays at the town of the worked example, from September 2026 to August 2027."""
    values = {
        "kind": "digital_adviser",
        "title": "Conseillère numérique, Marmande",
        "paid_by": "state",
        "fte": D("1.00"),
        "start": date(2026, 9, 1),
        "end": date(2027, 9, 1),
        **fields,
    }
    if "employer" not in values:
        values["employer"] = town()
    values.setdefault("territory", make_epci())
    return add_staff_post(**values, by=by, at=AT)


def hold(post: StaffPost, since: date, *, by: Any, **fields: Any) -> PostHolder:
    """Somebody holds a post from a day on."""
    return add_holder(post, since=since, **{"name": "Claire Titulaire", **fields}, by=by, at=AT)


def make_offer(post: StaffPost, *, by: Any, **fields: Any) -> JobOffer:
    """An offer to fill a post, open to the end of 2026."""
    return publish_offer(post, **{**OFFER, "apply_before": date(2027, 1, 1), **fields}, by=by, at=AT)


def pays(agreement: Any, post: StaffPost, fte: str = "1.00") -> AgreementFte:
    """An agreement pays so much of a post."""
    return AgreementFte.objects.create(agreement=agreement, post=post, fte=D(fte))
