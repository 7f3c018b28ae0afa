"""Co-financed posts for the tests, made by the actions that the portal itself uses."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from funding.contributions.actions.pledges import pledge
from funding.models import Fund, Post, StateAidSchedule, StateAidYear
from funding.posts.actions.requests import YearTerms, accept_post, draft_post, plan_years, submit_post
from inclusion.core.enums import PartnerKind
from inclusion.core.models.networks import User
from inclusion.core.scope import active_network
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci
from roadmaps.models import Roadmap, RoadmapSettings
from tests.builders import AT, make_epci, make_partner
from tests.funding.builders import make_fund, receive
from tests.roadmaps.builders import make_noted

D = Decimal
SUBMITTED = date(2026, 11, 3)


def town(name: str = "Ville de Marmande", **fields: Any) -> Partner:
    """A commune of the active network, made once."""
    found = Partner.objects.filter(name=name).first()
    return found or make_partner(name, kind=PartnerKind.COMMUNE, **{"epci": make_epci(), **fields})


def association(name: str = "Association Coup de pouce") -> Partner:
    """A private employer of the active network, made once."""
    found = Partner.objects.filter(name=name).first()
    return found or make_partner(name, kind=PartnerKind.ASSOCIATION, epci=make_epci())


def worked_schedule() -> None:
    """A State that pays 17 500 € in each of three years, to a public or a private employer: the worked example."""
    if StateAidSchedule.objects.exists():
        return
    for private in (False, True):
        schedule = StateAidSchedule.objects.create(
            name="Exemple privé" if private else "Exemple", private=private, start=date(2021, 1, 1)
        )
        for number in (1, 2, 3):
            StateAidYear.objects.create(schedule=schedule, number=number, amount=D("17500.00"))


def terms(fund: Fund, **fields: Any) -> dict[str, Any]:
    """The worked example: 40 000 € a year, one FTE, one year, a public employer."""
    employer = fields.get("employer") or town()
    return {
        "kind": "digital_adviser",
        "title": "Conseiller numérique, Marmande",
        "fund": fund,
        "employer": employer,
        "private_employer": False,
        "collectivite": employer,
        "territory": None,
        "creation": False,
        "fte": D("1.00"),
        "start": date(2026, 9, 1),
        "end": date(2027, 9, 1),
        "yearly_cost": D("40000.00"),
        "need": "Deux cents personnes attendent un rendez-vous.",
        **fields,
    }


def bring(fund: Fund, amount: Decimal, *, by: User) -> None:
    """Money for posts, received on the first day of the fund."""
    partner = make_partner("Financeur des postes", kind=PartnerKind.COMPANY)
    year, on = fund.start.year, fund.start
    promise = pledge(fund, partner=partner, year=year, amount=amount, on=on, above_envelope=True, by=by, at=AT)
    receive(promise, str(amount), by=by, on=on)


def make_post(fund: Fund | None = None, *, by: User, at: datetime = AT, **fields: Any) -> Post:
    """A draft, in a fund that has its whole envelope unless it received something before; without a schedule of State
    aid the worked one is made first.
    """
    worked_schedule()
    fund = fund or make_fund()
    if fund.envelope and not fund.contributions.exists():
        bring(fund, fund.envelope, by=by)
    return draft_post(**terms(fund, **fields), by=by, at=at)


def make_request(fund: Fund | None = None, *, by: User, on: date = SUBMITTED, **fields: Any) -> Post:
    """A request that waits for a decision."""
    return submit_post(make_post(fund, by=by, **fields), on=on, by=by, at=AT)


def make_accepted(fund: Fund | None = None, *, by: User, **fields: Any) -> Post:
    """A post that the fund co-finances."""
    return accept_post(make_request(fund, by=by, **fields), on=date(2026, 11, 20), by=by, at=AT)


def offer(post: Post, amount: str, *, by: User) -> Post:
    """The collectivité says what it pays in each year."""
    years = [YearTerms(year.number, year.state_aid, year.other_aid, offered=D(amount)) for year in post.years.all()]
    return plan_years(post, years=years, by=by, at=AT)


def make_roadmap(epci: Epci | None = None, *, adopted: bool = False) -> Roadmap:
    """A local roadmap that the coordination noted, drafted or adopted as well, in a network that asks for no axes."""
    if adopted:
        RoadmapSettings.objects.get_or_create(network=active_network(), defaults={"minimum_axes": 0})
    return make_noted(epci, adopted_on=date(2026, 6, 1) if adopted else None)
