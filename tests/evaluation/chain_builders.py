"""A network whose funded actions paid for something of each kind, in two years and three intercommunalités."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from equipment.models import Bank, Purchase
from evaluation.chain.actions import tie
from evaluation.chain.models import OutputKind
from evaluation.enums import PublishedPart
from evaluation.models import Publication
from funding.enums import AgreementState
from funding.models import Agreement, Booklet, Post
from funding.passes.programmes.actions import open_programme
from funding.spending.actions.commitments import release
from funding.spending.actions.funded_actions import record_reach
from funding.spending.actions.payments import pay
from inclusion.core.models.networks import Membership
from inclusion.core.registry.links import key_of
from inclusion.events.enums import EventState, RegistrationState
from inclusion.events.models import Registration
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci
from tests.builders import AT, make_commune, make_epci, make_partner, make_person
from tests.equipment.aid_builders import make_given
from tests.equipment.aid_builders import make_programme as make_aid_programme
from tests.equipment.builders import make_bank, make_item, make_loan, make_model, make_out, make_school
from tests.evaluation.builders import help_given, make_survey, opened
from tests.evaluation.findings import AFTER, BEFORE, PAIRED
from tests.funding.agreement_builders import make_agreement
from tests.funding.builders import engage, make_action, make_contribution, make_fund, make_grant, make_rule, receive
from tests.funding.pass_builders import make_place, send
from tests.funding.post_builders import make_accepted
from tests.funding.redemption_builders import use
from tests.inclusion.event_builders import make_event, make_event_figure

YEAR = 2026
#: People who were sent passes, by intercommunalité: Rare has few.
SENT = {"Agen": 7, "Marmande": 6, "Rare": 2}


@dataclass
class ChainWorld:
    """The rows of the chain, by what they are."""

    fund: Any
    other_fund: Any
    passes: Any
    aid: Any
    forum: Any
    old: Any
    caf: Partner
    epcis: dict[str, Epci]
    survey: Any


def chain_world(cast: dict[str, Membership]) -> ChainWorld:
    """Build it in the active network: the cast's operator is the CAF of the worked example."""
    by = cast["coordinator"].user
    caf = cast["operator"].partner
    fund, other_fund = make_fund(), make_fund("Second fonds", start=date(2025, 1, 1))
    make_rule(fund, by=by)
    givers = [(fund, caf, "10000.00"), (fund, make_partner("Orange"), "5000.00")]
    givers += [(fund, make_partner("La Poste"), "1200.35"), (other_fund, make_partner("Région"), "900.10")]
    for one, partner, amount in givers:
        receive(make_contribution(one, partner, amount, by=by), amount, by=by)
    passes, aid, forum = (make_action(fund, name, by=by) for name in ("Pass", "Équipement", "Forum"))
    old = make_action(other_fund, "Petit journal", by=by)
    _spend(fund, aid=aid, forum=forum, old=old, by=by)
    epcis = {name: make_epci(f"20000000{n}", name) for n, name in enumerate(SENT, start=1)}
    _people(passes, aid, epcis, cast)
    survey = _outputs(aid, forum, epcis, cast)
    record_reach(forum, partner=caf, year=YEAR, people=120, by=by, at=AT)
    record_reach(forum, partner=caf, year=YEAR, people=140, by=by, at=AT)
    record_reach(forum, partner=givers[1][1], year=YEAR, people=30, by=by, at=AT)
    return ChainWorld(fund, other_fund, passes, aid, forum, old, caf, epcis, survey)


def _spend(fund: Any, *, aid: Any, forum: Any, old: Any, by: Any) -> None:
    make_grant(fund, forum, "1000.33", by=by)
    first = engage(aid, "3000.10", by=by)
    pay(first, amount=Decimal("1234.56"), reference="P-1", on=date(2026, 6, 1), by=by, at=AT)
    second = engage(forum, "2500.00", by=by, on=date(2026, 7, 1))
    pay(second, amount=Decimal("2000.00"), reference="P-2", on=date(2026, 8, 1), by=by, at=AT)
    release(second, on=date(2026, 9, 1), by=by, at=AT)
    engage(old, "300.05", by=by, on=date(2026, 4, 3))


def _people(passes: Any, aid: Any, epcis: dict[str, Epci], cast: dict[str, Membership]) -> None:
    by, prescriber = cast["coordinator"].user, cast["prescriber"].partner
    programme = open_programme(passes, name="Pass", on=date(2026, 1, 5), by=by, at=AT)
    communes = {
        name: make_commune(f"4710{n}", name, (f"4710{n}",), epci=epci) for n, (name, epci) in enumerate(epcis.items())
    }
    sent = [
        send(make_person(prescriber, by=by, commune=communes[name], last_name=f"{name} {n}"), programme, by=by)
        for name, count in SENT.items()
        for n in range(count)
    ]
    place = make_place(by=by, partner=cast["training_place"].partner)
    for letter in sent[::2]:
        use(letter.booklet.passes.first(), place, by=by)
    # One booklet of the year before.
    Booklet.objects.filter(pk=sent[0].booklet.pk).update(issued_on=date(2025, 12, 30))
    families = make_aid_programme("Un ordinateur", payer_key=key_of(aid), payer_label="Équipement")
    donated = []
    for n, name in enumerate(("Agen", "Agen", "Agen", "Marmande", "Marmande", "Marmande")):
        person = make_person(prescriber, by=by, commune=communes[name], last_name=f"Famille {n}")
        donated.append(make_given(families, by=by, person=person if n else sent[3].booklet.beneficiary))
    for given in donated[:4]:
        tie(aid, kind=OutputKind.DONATION, target=given.device.donation, by=by, at=AT)


def _outputs(aid: Any, forum: Any, epcis: dict[str, Epci], cast: dict[str, Membership]) -> Any:
    by, helper = cast["coordinator"].user, cast["prescriber"].partner
    does = {"by": by, "at": AT}
    Partner.objects.filter(pk=helper.pk).update(epci=epcis["Agen"])
    for minutes, people in ((30, 1), (45, 1), (120, 8)):
        help_given(helper, minutes=minutes, people=people)
    help_given(helper, given_on=date(2025, 5, 5))
    tie(forum, kind=OutputKind.STRUCTURE, target=helper, **does)
    event = make_event("Forum", starts_at=datetime(2026, 3, 12, 9, tzinfo=AT.tzinfo), state=EventState.HELD)
    states = [RegistrationState.REGISTERED, *[RegistrationState.ATTENDED] * 3, RegistrationState.CANCELLED]
    for n, state in enumerate(states):
        Registration.objects.create(
            event=event,
            name="Rosa",
            email=f"r{n}@exemple.example",
            token=f"r{n}",
            registered_at=AT,
            people=1 + n % 2,
            state=state,
            ended_at=AT if state == RegistrationState.CANCELLED else None,
        )
    make_event_figure(event, 420)
    tie(forum, kind=OutputKind.EVENT, target=event, **does)
    model = make_model("Stylo lecteur")
    purchase = Purchase.objects.create(
        bank=Bank.objects.first() or make_bank(by=by),
        bought_on=date(2026, 1, 15),
        supplier="Fournisseur",
        label="Stylos",
        amount=Decimal("1200.00"),
        model=model,
    )
    make_item(model, purchase=purchase)
    school = make_school("Collège", partner=cast["school"].partner)
    make_out(make_loan(model, school=school, by=by), by=by)
    tie(aid, kind=OutputKind.PURCHASE, target=purchase, **does)
    post = make_accepted(
        make_fund("Fonds des postes"), by=by, fte=Decimal("0.50"), start=date(2026, 1, 1), end=date(2027, 1, 1)
    )
    agreement = make_agreement(state=AgreementState.ACTIVE, by=by, fund=forum.fund)
    Agreement.objects.filter(pk=agreement.pk).update(funded_action=forum)
    Post.objects.filter(pk=post.pk).update(agreement=agreement)
    survey = make_survey(title="Avant et après", pairs=True)
    opened(survey, start=date(2026, 1, 1), end=date(2026, 12, 1))
    parts = ((PublishedPart.BEFORE, BEFORE), (PublishedPart.AFTER, AFTER), (PublishedPart.PAIRED, PAIRED))
    for part, found in parts:
        Publication.objects.create(survey=survey, part=part, document=found.model_dump(mode="json"), made_at=AT)
    tie(forum, kind=OutputKind.SURVEY, target=survey, **does)
    return survey
