"""The public simulator of posts: a page and a PDF for any visitor, nothing written, nothing that breaks."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.grants.actions import award_grant, record_grant_receipt
from funding.ledger.enums import PostEmployers
from funding.ledger.queries import available_of
from funding.models import StateAidSchedule
from funding.posts.actions.requests import (
    YearTerms,
    accept_post,
    draft_post,
    envelope_left,
    fund_terms,
    plan_years,
    submit_post,
)
from funding.posts.actions.state_aid import begin_with_known_waves
from funding.posts.forms.simulator import PostSimulatorForm
from funding.posts.queries import post_funds
from funding.posts.rules.plans import PlannedPost
from funding.posts.rules.simulation import simulate
from funding.posts.views import simulator
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user
from tests.examples import examples
from tests.funding.builders import engage, make_action, make_fund
from tests.funding.post_builders import (
    association,
    bring,
    make_accepted,
    make_post,
    make_request,
    offer,
    terms,
    town,
    worked_schedule,
)
from tests.pages import words
from tests.setup_data import setup_data

SLUG = "lot-et-garonne"
TODAY = date(2026, 11, 24)
ASKED = {
    "cout": "45 000",
    "etp": "1",
    "debut": "2026-01-01",
    "mois": "36",
    "employeur": "public",
    "contrat": "2025-01-01",
}


@pytest.fixture
def fund(network):
    """A fund for posts, beside the schedules of State aid that are known."""
    with scoped_to(network):
        by = make_user()
        begin_with_known_waves(by=by, at=AT)
        fund = make_fund("Fonds des postes", start=date(2000, 1, 1), end=date(2101, 1, 1))
        bring(fund, fund.envelope, by=by)
        return fund


@pytest.fixture
def ask(network, client_of):
    client = client_of("visitor")

    def asking(name="post_simulator", **asked):
        return client.get(reverse(name, args=[SLUG]), {**ASKED, **asked})

    return asking


def test_the_page_asks_before_anything_is_asked(network, client_of):
    shown = words(client_of("visitor").get(reverse("post_simulator", args=[SLUG])))
    assert "Combien coûterait un conseiller numérique à votre commune ?" in shown
    assert "sont à corriger" not in shown
    assert "Aucun fonds de ce réseau ne cofinance de poste" in shown


def test_a_mayor_reads_the_answer_first(fund, ask):
    shown = words(ask())
    assert "<h1>En trois ans, votre commune paie 61 250 € ; le fonds 61 250 € ; il reste 0 € à trouver</h1>" in shown
    for part in (
        "Le poste coûte 135 000 € ; l’État en paie 12 500 €.",
        "1re année, dès janvier 2026 : 45 000 €",
        "Votre commune 16 250 €",
        "Vous 16 250 €",
        "Voir les chiffres en tableau",
        '<td class="num">61 250,00 €</td>',
        "45 000 − 12 500 = 32 500,00 €",
        "L’État ne paie plus rien à partir du 1er janvier 2027",
        "feuille de route locale",
        "Estimation, ne vaut pas engagement",
        'value="45 000"',
    ):
        assert part in shown, part


def test_the_way_to_the_paper_carries_what_was_asked(ask):
    shown = ask().content.decode()
    address = reverse("post_simulator_pdf", args=[SLUG])
    assert f'href="{address}?cout=45+000&amp;etp=1&amp;debut=2026-01-01' in shown


def test_the_network_s_own_schedules_count(network, ask):
    with scoped_to(network):
        begin_with_known_waves(by=make_user(), at=AT)[2].years.update(amount=0)
    assert "l’État n’en paie rien" in words(ask())


def test_no_fund_pays_where_none_co_finances_posts(network, ask):
    with scoped_to(network):
        make_fund("Fonds des postes", start=date(2000, 1, 1), end=date(2101, 1, 1), finances_posts=False)
    shown = words(ask())
    assert "Fonds des postes" not in shown
    assert "votre commune paie 61 250 € ; aucun fonds ne paie ; il reste 61 250 € à trouver" in shown


def test_what_the_page_shows_is_what_a_request_gets(network, fund, ask):
    """Until the fund's end and its envelope, which one post has already taken a part of."""
    with scoped_to(network):
        type(fund).objects.filter(pk=fund.pk).update(end=date(2028, 1, 1), envelope=30000)
        fund.refresh_from_db()
        coordinator = make_user("coordination@exemple.fr")
        year = {"start": date(2027, 1, 1), "end": date(2028, 1, 1)}
        make_accepted(fund, by=coordinator, yearly_cost=Decimal(24000), **year)
    asked = {"cout": "40 000", "debut": "2027-01-01", "contrat": ""}
    assert "Le fonds « Fonds des postes » cofinance des postes du 1er janvier 2000 au 31 décembre 2027" in words(
        ask(**asked)
    )
    assert "le fonds 18 000 €, car il s’arrête le 31 décembre 2027 ; il reste 42 000 € à trouver" in words(ask(**asked))
    assert "L’enveloppe du fonds ne laisse plus que 18 000,00 € aux postes." in words(ask(**asked))
    with scoped_to(network):
        with pytest.raises(DomainError, match="s’arrête le 31 décembre 2027"):
            make_post(fund, by=coordinator, **{**year, "end": date(2030, 1, 1)})
        post = make_request(fund, by=coordinator, **year)
        decided = {"on": date(2026, 11, 20), "by": coordinator, "at": AT}
        with pytest.raises(DomainError, match="il ne reste que 18"):
            accept_post(post, **decided)
        offer(post, "18000", by=coordinator)
        assert accept_post(post, **decided).years.get().fund_share == 18000


@setup_data
def asking_for(scope):
    """Who asks, beside the schedules and the employers that a request names."""
    worked_schedule()
    town()
    association()
    return make_user()


def granted(fund, asked, *, by):
    """What a request is granted: up to the last end that the fund allows, cut to what the fund has for it."""
    private = {"employer": association(), "private_employer": True, "collectivite": town()}
    known = terms(fund, **private if asked.private else {})
    end = min(asked.end, fund_terms(fund).latest_end(asked.start))
    known |= {"start": asked.start, "end": end, "yearly_cost": asked.yearly_cost, "fte": asked.fte}
    try:
        post = draft_post(**known, offers=asked.offers, by=by, at=AT)
    except DomainError:
        return 0
    left, cut = min(envelope_left(fund), available_of(fund).amount), []
    for year in post.years.all():
        share = min(year.fund_share, max(left, 0))
        left -= share
        cut.append(
            YearTerms(
                year.number,
                year.state_aid,
                offered=year.offered,
                fund_share=share,
                collectivite_share=year.collectivite_share,
            )
        )
    submit_post(post, on=TODAY, by=by, at=AT)
    try:
        with transaction.atomic():
            accept_post(post, on=TODAY, by=by, at=AT)
    except DomainError:
        plan_years(post, years=cut, by=by, at=AT)
        accept_post(post, on=TODAY, by=by, at=AT)
    return sum(post.years.values_list("fund_share", flat=True))


def money_of(fund, brought, *, spent, lapses, by):
    """The fund received `brought` euros and committed some of them; a grant whose last day is over is none of them."""
    if brought:
        bring(fund, brought, by=by)
    action = make_action(fund, "Aide", by=by)
    if 0 < spent < brought:
        engage(action, str(spent), by=by, on=fund.start)
    if lapses:
        spend_by = fund.start + timedelta(days=20)
        award = {"funder": "ANCT", "name": "Appel", "amount": Decimal(9000), "actions": [action]}
        grant = award_grant(fund, **award, awarded_on=fund.start, spend_by=spend_by, by=by, at=AT)
        came = {"amount": Decimal(9000), "bank_reference": "ANCT", "on": fund.start}
        record_grant_receipt(grant, **came, by=by, at=AT)


def amount(random, *, nothing=0.0):
    """From a cent to a hundred thousand euros, mostly many; of `nothing` the chance that it is none."""
    most = 10 ** random.choice((3, 7, 7, 7, 7, 7))
    return Decimal(random.random() >= nothing and random.randint(1, most)) / 100


# 0.2 s for each example, which makes a fund, its money, a request and its decision. An example is known by its seed:
# drawn one by one, most amounts would be a few cents, and nothing granted.
@pytest.mark.property
def test_a_simulation_shows_what_a_request_would_be_granted(asking_for):
    """Whatever the end of the fund, its envelope, what it received, committed and granted to other posts, and whether
    it co-finances posts at all, and of which employers.
    """
    shares = []

    @settings(max_examples=examples(80))
    @given(seed=st.integers(0, 2**32))
    def asks(seed):
        with transaction.atomic():
            shares.append(shown_and_granted(Random(seed), by=asking_for))
            transaction.set_rollback(True)

    asks()
    assert sum(share > 0 for share in shares) * 5 >= len(shares)  # it is not of nothings alone


def shown_and_granted(random, *, by):
    """Ask one fund for one post; the share that is shown, once it is what is granted."""
    months = random.randint(24, 72) if random.random() < 0.9 else random.randint(1, 23)
    begins, ends = (date(2025 + n // 12, n % 12 + 1, 1) for n in (random.randint(0, 36), months))
    asked = PlannedPost(
        yearly_cost=Decimal(random.choice((0, 20_000, 40_000))) + amount(random),
        fte=Decimal(random.choice(("0.5", "1", "2"))),
        start=begins,
        months=random.randint(1, 36),
        private=random.random() < 0.5,
        offers=random.choice(((), (), (None,), (amount(random),))),
    )
    fund = make_fund("Fonds des postes", start=date(2025, 1, 1), end=ends, envelope=amount(random, nothing=0.1))
    brought, spent = amount(random, nothing=0.1), amount(random, nothing=0.5)
    money_of(fund, brought, spent=spent, lapses=random.random() < 0.5, by=by)
    # Of January 2025 the State leaves 10 €, half for the fund.
    if random.random() < 0.5 and (fund_terms(fund).left or 0) >= 5:
        year = {"start": date(2025, 1, 1), "end": date(2025, 2, 1)}
        assert make_accepted(fund, by=by, yearly_cost=Decimal(17620), **year).years.get().fund_share == 5
    fund.finances_posts = random.random() < 0.9
    fund.post_employers = random.choice([PostEmployers.ANY, PostEmployers.ANY, *PostEmployers])
    fund.save()
    schedules = StateAidSchedule.objects.as_rules()
    shown = simulate(asked, schedules, [fund_terms(one) for one in post_funds(TODAY)]).plan.total.fund
    assert shown == (granted(fund, asked, by=by) if ends > TODAY else 0)
    return shown


@pytest.mark.parametrize(
    ("asked", "sentence", "kept"),
    [
        ({"mois": "37"}, "Un poste est financé 36 mois au plus, et non 37", 'value="37"'),
        ({"debut": "2026-01-15"}, "choisissez le 1er janvier 2026 ou le 1er février 2026", 'value="2026-01-15"'),
        ({"etp": "3"}, "2 équivalents temps plein (ETP) au plus", 'value="3"'),
        ({"etp": "0"}, "plus de 0 équivalent", 'value="0"'),
        ({"cout": "-5"}, "Un montant ne peut pas être négatif.", 'value="-5"'),
        ({"cout": "900000"}, "vérifiez ce montant", 'value="900000"'),
        ({"employeur": "<script>"}, "Indiquez si l’employeur est public ou privé.", 'value="45 000"'),
        ({"mois": "12", "apport2": "5"}, "il n’y a pas de 2e année", 'name="apport2" value="5"'),
    ],
)
@pytest.mark.parametrize("name", ["post_simulator", "post_simulator_pdf"])
def test_nonsense_is_said_at_its_field_and_kept(ask, asked, sentence, kept, name):
    response = ask(name, **asked)
    assert response.status_code == 200
    shown = words(response)
    assert sentence in shown and kept in shown
    assert "Un point est à corriger. Ce que vous avez saisi est gardé." in shown
    assert "Qui paie quoi, année par année" not in shown


def test_the_paper_is_a_pdf_of_its_own(ask):
    response = ask("post_simulator_pdf")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert response.headers["Content-Disposition"] == 'attachment; filename="simulation-poste.pdf"'
    assert response.content.startswith(b"%PDF")


def test_too_many_papers_wait_a_minute_and_lose_nothing(ask, monkeypatch):
    monkeypatch.setattr(simulator, "MAX_PAPERS", 1)
    assert ask("post_simulator_pdf").status_code == 200
    slow = ask("post_simulator_pdf")
    assert slow.status_code == 429
    assert "Attendez une minute" in words(slow) and 'value="45 000"' in words(slow)
    assert ask().status_code == 200


def test_a_network_that_does_not_exist_is_not_found(client_of, network):
    assert client_of("visitor").get(reverse("post_simulator", args=["nulle-part"])).status_code == 404


NONSENSE = st.sampled_from(["", "0", "-1", "1e9", "٣", "'", "<b>", "\x00", "9" * 400, "2026-02-30", "0001-01-01", "36"])


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(sorted(PostSimulatorForm.IN_ADDRESS.values())), NONSENSE | st.text(max_size=9)))
def test_no_address_breaks_the_page(ask, asked):
    assert ask(**asked).status_code == 200
