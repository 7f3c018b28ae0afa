"""A figure of the chain is the sum of its list, and no difference of shown figures is of few people."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.annual_report.actions import start_report
from evaluation.annual_report.enums import ChapterKind
from evaluation.annual_report.queries import content_of
from evaluation.chain.actions import tie
from evaluation.chain.forms import ChainForm
from evaluation.chain.lists import FigureTable
from evaluation.chain.models import FundedOutput, OutputKind
from evaluation.chain.queries.chain import Chain
from evaluation.chain.queries.figures import FIGURES, MONEY, OUTPUTS, PEOPLE, SHARES
from evaluation.chain.queries.outcomes import changes_of, outcomes_of
from evaluation.chain.queries.page import words_of
from evaluation.chain.rules import FEW_PEOPLE, MONEY_HIDDEN
from evaluation.enums import PublishedPart
from evaluation.results.models import Publication
from evaluation.results.rules.findings import UNCLEAR
from evaluation.surveys.models import Campaign
from funding.spending.queries.funds import fund_position
from funding.statements.queries import statement_figures
from inclusion.core.access import Member
from inclusion.core.french.money import euros
from inclusion.core.french.names import of
from inclusion.core.french.periods import Period, civil_year
from inclusion.core.suppression import THRESHOLD
from inclusion.events.enums import EventState, RegistrationState
from inclusion.events.models import Registration
from inclusion.partners.models import Partner
from tests.builders import AT
from tests.evaluation.builders import make_survey, opened
from tests.evaluation.chain_builders import SENT, chain_world
from tests.evaluation.findings import AFTER, BEFORE, PAIRED
from tests.funding.builders import make_action
from tests.inclusion.event_builders import make_event
from tests.inclusion.pages import page
from tests.pages import address, plain
from tests.setup_data import setup_data


@setup_data
def world(scope, cast):
    return chain_world(cast)


def test_an_example_is_in_no_total_of_the_network_and_has_its_own_page(world, cast):
    member = Member(cast["coordinator"])
    whole = ChainForm({"annee": "2026", "operateur": ""}, member=member).chain()
    before = {one.key: whole.total(one) for one in MONEY}
    world.fund.is_example = True
    world.fund.save()
    whole = ChainForm({"annee": "2026", "operateur": ""}, member=member).chain()
    own = ChainForm({"annee": "2026", "operateur": "", "fonds": world.fund.pk}, member=member).chain()
    for one in MONEY:
        assert whole.total(one) == before[one.key] - own.total(one)
        assert sum(row["size"] for row in whole.rows(one)) == whole.total(one)
    assert own.total(FIGURES["engage"]) > 0
    assert not whole.actions & own.actions


def chains(member: Member, world) -> list[Chain]:
    """Scopes of every kind: each fund, operator, action and intercommunalité, and the pairs of 2026."""
    epcis = [{"epci": one.pk} for one in world.epcis.values()]
    actions = [{"action": one.pk} for one in (world.passes, world.aid, world.forum, world.old)]
    funds = [{"fonds": world.fund.pk}, {"fonds": world.other_fund.pk}]
    caf = {"operateur": world.caf.pk}
    pairs = [one | area for one in (*actions, funds[0], caf) for area in epcis[::2]]
    pairs += [caf | one for one in (funds[0], *actions)]
    asked = [{"annee": 2026} | one for one in ({}, *epcis, *actions, *funds, caf, *pairs)]
    asked += [{"annee": 2025} | one for one in ({}, epcis[0], actions[0], funds[0], caf)]
    found = [ChainForm({"operateur": ""} | one, member=member).chain() for one in asked]
    of_year: dict[int, Chain] = {}
    for one in found:  # one query says of the whole network what was done in a year
        one.groups = of_year.setdefault(one.scope.year, one).groups
    return found


@pytest.mark.thorough
def test_every_figure_is_the_sum_of_its_list_page_by_page(world, cast, client_of, network):
    """In each kind of scope, each list is opened, walked to its last page and added up, to the cent."""
    client, seen, wrong = client_of("coordinator"), set(), []
    member = Member(cast["coordinator"])
    for chain in chains(member, world):
        rows = {one.key: _rows(chain, one) for one in chain.figures()}
        wrong += [
            (chain.scope, key, total, sum(rows[key]))
            for key, total in ((one.key, chain.total(one)) for one in chain.figures())
            if sum(rows[key]) != total
        ]
        seen |= {key for key, sizes in rows.items() if sizes}
    assert wrong == []
    assert seen == set(FIGURES), "the world has rows of every figure"
    shown = client.get(reverse("chain", args=[network.slug]))
    for _, figures in shown.context["parts"]:
        for one in figures:
            address = reverse("chain_list", args=[network.slug, one.figure.key])
            found, number = Decimal(0), 1
            while True:
                listed = client.get(f"{address}?{shown.context['query']}&page={number}")
                found += sum(
                    row.record["size"] if isinstance(row.record, dict) else row.record.size
                    for row in listed.context["table"].paginated_rows
                )
                if not listed.context["table"].page.has_next():
                    break
                number += 1
            assert one.figure.unit.number(found) == one.words, one.figure.key
            assert listed.context["total"] == one.figure.unit.words(found)


def _rows(chain: Chain, figure) -> list[Decimal]:
    return [row["size"] if isinstance(row, dict) else row.size for row in chain.rows(figure)]


def test_money_is_that_of_the_fund_and_of_the_statement(world, cast):
    member = Member(cast["coordinator"])

    def chain(**asked):
        return ChainForm({"annee": 2026, "operateur": "", **asked}, member=member).chain()

    start, end = date(2026, 1, 1), date(2027, 1, 1)
    whole, position = chain(fonds=world.fund.pk), fund_position(world.fund, start=start, end=end)
    amounts = {key: whole.total(FIGURES[key]) for key in ("verse", "effet-levier", "engage", "paye")}
    assert amounts == {
        "verse": position.received,
        "effet-levier": sum(one.match for one in position.contributors),
        "engage": sum(one.cost for one in position.actions),
        "paye": sum(one.disbursed for one in position.actions),
    }
    assert whole.total(FIGURES["reste"]) == sum(one.share for one in position.contributors)
    assert whole.total(FIGURES["subventions-reservees"]) == sum(one.left for one in position.grants) > 0
    own = chain(fonds=world.fund.pk, operateur=world.caf.pk)
    said = statement_figures(world.fund, world.caf, start=start, end=end).statement
    assert own.total(FIGURES["verse"]) == said.received
    assert own.total(FIGURES["effet-levier"]) == said.match
    assert own.total(FIGURES["engage"]) == said.committed - said.released
    assert own.total(FIGURES["paye"]) == said.paid
    assert own.total(FIGURES["reste"]) == said.closing


def test_the_part_of_an_operator_is_a_list_by_the_rule_of_its_statement(world, cast, client_of, network):
    """To the cent, for each contributor; what all pay of an action is what its parts come to, grants included."""
    member, start, end = Member(cast["coordinator"]), date(2026, 1, 1), date(2027, 1, 1)
    parts: dict[int, Decimal] = defaultdict(Decimal)
    for partner in Partner.objects.filter(contributions__fund=world.fund):
        asked = {"annee": 2026, "fonds": world.fund.pk, "operateur": partner.pk}
        chain = ChainForm(asked, member=member).chain()
        said = statement_figures(world.fund, partner, start=start, end=end).statement
        assert {str(chain.known[key]): one.grants for key, one in chain.shares.items() if one.grants} == {
            one.label: one.amount for one in said.granted
        }
        assert chain.total(FIGURES["part-des-subventions"]) == said.grants
        assert chain.total(FIGURES["part-du-cout"]) == said.grants + said.committed - said.released
        for row in chain.rows(FIGURES["part-du-cout"]):
            parts[row["funded"]] += row["size"]
    whole = ChainForm({"annee": 2026, "operateur": "", "fonds": world.fund.pk}, member=member).chain()
    assert parts == {key: total for key in whole.actions if (total := whole.total(FIGURES["engage"], key))}
    assert parts[world.forum.pk] > 1000, "its grants are split too"
    shown = page(client_of("coordinator").get(address("chain_list", "part-du-cout") + f"?operateur={world.caf.pk}"))
    part = chain_of(member, world.caf).shares[world.forum.pk]
    words = f"Part {of(world.caf)} : {euros(part.amount)} sur {euros(part.cost)} ; l’action a permis "
    assert plain(words) in plain(shown)
    outputs = page(client_of("coordinator").get(address("chain_list", "presents") + f"?operateur={world.caf.pk}"))
    assert plain(f"Forum : 5 personnes présentes ; part {of(world.caf)} : {euros(part.amount)} sur") in plain(outputs)
    # Who may not see what others give is not shown what an action costs.
    type(network).objects.filter(pk=network.pk).update(contribution_sight="own")
    own = page(client_of("operator").get(address("chain_list", "part-du-cout") + f"?fonds={world.fund.pk}"))
    rows = plain(own).split("<tbody>")[1].split("</tbody>")[0]
    assert plain(euros(part.amount)) in rows and " sur " not in rows, rows


def chain_of(member: Member, partner: Partner) -> Chain:
    return ChainForm({"annee": 2026, "operateur": partner.pk}, member=member).chain()


def test_people_are_counted_once(world, cast):
    chain = ChainForm({"annee": 2026}, member=Member(cast["coordinator"])).chain()
    booklets, families = sum(SENT.values()) - 1, 6
    assert chain.total(PEOPLE) == booklets + families - 1
    assert chain.shows(PEOPLE)
    # Whoever may not read the files would know of the one person who was helped twice.
    assert not ChainForm({"annee": 2026}, member=Member(cast["reader"])).chain().shows(PEOPLE)


def test_no_difference_of_shown_figures_is_of_few_people(world, cast):
    """A reader subtracts: from what is shown of the network, all sums of what is shown of its parts."""
    member = Member(cast["reader"])
    found = [one for one in chains(member, world) if one.scope.year == 2026 and one.scope.partner is None]
    hides = 0
    for figure in (one for one in OUTPUTS if one.crowd is not None):
        known: dict[frozenset, int] = {}
        for chain in found:
            if not figure.said_of(chain.scope):
                continue
            cells = frozenset(
                (one.action, one.area) for one in chain._mine(chain.actions) if one.key == figure.key and one.people
            )
            if chain.shows(figure):
                people = sum(one.people for one in chain._mine(chain.actions) if one.key == figure.key)
                known[cells] = people
            else:
                hides += 1
        for cells, people in known.items():
            assert people == 0 or people >= THRESHOLD, (figure.key, cells)
            for part, fewer in known.items():
                if part < cells:
                    assert people - fewer == 0 or people - fewer >= THRESHOLD, (figure.key, cells, part)
        whole = max(known, key=len)
        shown = [one for one in known if len({area for _, area in one}) == 1 and one < whole]
        rest = known[whole] - sum(known[one] for one in {*shown} if len(one) == 1)
        assert rest == 0 or rest >= THRESHOLD, figure.key
    assert hides, "the world has something to hide"


def test_lists_say_no_name_and_do_not_part_what_is_hidden(world, client_of, network):
    reader = client_of("reader")
    of_others = {"reste-a-payer", *(one.key for one in SHARES)}  # said of one action, or of one operator alone
    for key in FIGURES.keys() - of_others:
        text = page(reader.get(reverse("chain_list", args=[network.slug, key]) + "?annee=2026"))
        assert not any(word in text for word in ("Agen 1", "Famille 2", "Rosa", "Jeanne")), key
    hidden = reverse("chain_list", args=[network.slug, "pass-envoyes"]) + f"?annee=2026&epci={world.epcis['Rare'].pk}"
    assert "masqué" in page(reader.get(hidden))
    assert "Carnet" not in page(reader.get(hidden))
    assert reader.get(f"{hidden}&export=csv").headers["Content-Type"].startswith("text/html")
    assert "20" in page(client_of("coordinator").get(hidden))


def test_two_lists_share_no_key(world, cast, client_of, network):
    """What is masked is not worked out by putting lists together: no number, no exact day, no month of few people."""
    of_key = lambda key, query="": reverse("chain_list", args=[network.slug, key]) + f"?annee=2026{query}"  # noqa: E731
    figures = [one for one in (*OUTPUTS, PEOPLE) if one is PEOPLE or one.crowd is not None]
    seen, reader = set(), client_of("reader")
    scopes = ({}, {"epci": world.epcis["Agen"].pk}, {"action": world.passes.pk}, {"action": world.forum.pk})
    for scope in scopes:
        chain = ChainForm({"annee": 2026} | scope, member=Member(cast["reader"])).chain()
        for figure in (one for one in figures if one.said_of(chain.scope) and chain.shows(one)):
            data, named = chain.listed(figure), (figure.key, scope)
            if not scope:
                assert list(reader.get(of_key(figure.key)).context["table"].data) == data
            for row in data:
                assert isinstance(row, dict) and row.keys() == {"day", "what", "size", "funded"}, named
                assert row["day"] is None or row["day"].day == 1, named
                assert row["what"] == ""
                seen.add(figure.key)
            file = str([*FigureTable(data, chain=chain, figure=figure, in_file=True).as_values()])
            assert "n°" not in file and "Quoi" not in file, named
    assert seen >= {"pass-envoyes", "heures-d-aide", "presents"}
    file = reader.get(of_key("pass-envoyes", "&export=csv")).content.decode("utf-8-sig")
    assert "Nombre" in file and "n°" not in file and "Quoi" not in file
    assert "Carnet" in page(client_of("coordinator").get(of_key("pass-envoyes")))


def test_events_of_few_people_are_masked_and_those_to_come_do_not_count(world, cast, monkeypatch):
    monkeypatch.setattr("evaluation.chain.queries.figures.timezone", SimpleNamespace(localdate=lambda: AT.date()))
    few = make_event("Trois", starts_at=datetime(2026, 5, 5, 9, tzinfo=UTC), state=EventState.HELD)
    ahead = make_event("Demain", starts_at=datetime(2026, 11, 25, 9, tzinfo=UTC))
    for event, people in ((few, 3), (ahead, 20)):
        Registration.objects.create(
            event=event,
            name="Rosa",
            email="r@exemple.example",
            token=f"t{event.pk}",
            registered_at=AT,
            people=people,
            state=RegistrationState.ATTENDED if event == few else RegistrationState.REGISTERED,
        )
        tie(world.old, kind=OutputKind.EVENT, target=event, by=cast["coordinator"].user, at=AT)
    asked = {"annee": 2026, "operateur": "", "action": world.old.pk}
    chain = ChainForm(asked, member=Member(cast["coordinator"])).chain()
    assert [chain.total(FIGURES[key]) for key in ("inscrits", "presents")] == [3, 3]
    assert [str(one) for one in chain.rows(FIGURES["presents"])] == [str(few)]
    hidden = ChainForm(asked, member=Member(cast["reader"])).chain()
    assert not any(hidden.shows(FIGURES[key]) for key in ("inscrits", "presents"))
    assert words_of(hidden)["title"].endswith(("engagés", FEW_PEOPLE))
    assert outcomes_of([world.old.pk], date(2026, 1, 1), date(2027, 1, 1)) == {}
    # Beside five people of another month, those three are in one sum with them.
    FundedOutput.objects.filter(event=few).update(funded_action=world.forum)
    together = ChainForm(asked | {"action": world.forum.pk}, member=Member(cast["reader"])).chain()
    assert [(one["day"], one["size"]) for one in together.listed(FIGURES["presents"])] == [(None, 8)]


def test_a_survey_counts_where_it_ended_asking(world):
    Campaign.objects.update(start=date(2025, 9, 1), end=date(2026, 11, 1))
    years = {year: changes_of([world.forum.pk], civil_year(year)) for year in (2025, 2026)}
    assert years[2025] == {}, "it touches that year, and ended in the next"
    (change,) = years[2026][world.forum.pk]
    assert plain(change.asked) == "Personnes interrogées de septembre 2025 à octobre 2026."
    assert change.summary is not None
    half = Period(date(2026, 1, 1), date(2026, 7, 1))
    assert changes_of([world.forum.pk], half) == {}
    Campaign.objects.update(end=date(2027, 2, 1))
    (running,) = changes_of([world.forum.pk], civil_year(2026))[world.forum.pk]
    assert running.summary is None, "it is asked until the next year"


def test_only_the_funds_of_the_scope_decide_whether_its_money_is_shown(world, cast, client_of, network):
    type(network).objects.filter(pk=network.pk).update(contribution_sight="own")
    client = client_of("reader")
    one_fund = f"?annee=2026&fonds={world.fund.pk}"
    assert "masqué" not in page(client.get(reverse("chain_list", args=[network.slug, "verse"]) + one_fund))
    for key in (one.key for one in MONEY):
        for query in (one_fund, "?annee=2026", f"?annee=2026&action={world.forum.pk}"):
            for file in ("", "&export=csv"):
                found = client.get(reverse("chain_list", args=[network.slug, key]) + query + file)
                assert found.status_code in (200, 404), (key, query)
    title = page(client.get(reverse("chain", args=[network.slug]) + f"?annee=2026&fonds={world.other_fund.pk}"))
    assert MONEY_HIDDEN in title and "rien n’est encore compté" not in title


def test_two_actions_of_one_name_say_their_funds(world, cast):
    twin = make_action(world.other_fund, "Forum", by=cast["coordinator"].user)
    form = ChainForm({}, member=Member(cast["coordinator"]))
    labels = dict(form.fields["action"].choices)
    assert labels[str(twin.pk)] == f"Forum, {world.other_fund}"
    assert labels[str(world.forum.pk)] == f"Forum, {world.fund}"
    assert labels[str(world.passes.pk)] == "Pass"


def test_an_operator_reads_its_own_share_alone(world, cast, client_of, network):
    type(network).objects.filter(pk=network.pk).update(contribution_sight="own")
    network.contribution_sight = "own"
    member = Member(cast["operator"])
    member.membership.network = network
    form = ChainForm({"annee": 2026, "operateur": ""}, member=member)
    assert form.scope.partner == world.caf
    assert "operateur" not in form.fields
    chain = form.chain()
    assert chain.total(FIGURES["verse"]) == Decimal("10000.00")
    # What the other contributors declared is not its own.
    assert chain.total(FIGURES["usagers-declares"]) == 140
    # Of whom, in words that fit every name: « de Orange » is no French.
    said = {row.what for row in chain.rows(FIGURES["usagers-declares"])}
    assert said == {f"Usagers\u00a0: {world.caf}"}
    reader = Member(cast["reader"])
    reader.membership.network = network
    seen = ChainForm({"annee": 2026}, member=reader).chain()
    assert not seen.shows(FIGURES["verse"]), "the second fund has one contributor alone"
    assert "900,10" not in page(client_of("reader").get(reverse("chain_list", args=[network.slug, "verse"])))


def test_a_referent_reads_of_the_own_intercommunalite(world, cast):
    member = Member(cast["epci_referent"])
    member.partner.epci = world.epcis["Agen"]
    form = ChainForm({"annee": 2026, "epci": world.epcis["Marmande"].pk}, member=member)
    assert form.scope.epci == world.epcis["Agen"]
    assert form.is_redirected and not form.reads_nothing
    assert not ChainForm({"epci": ""}, member=member).is_redirected
    assert {one.part.name for one in form.chain().figures()} == {"OUTPUT", "PEOPLE", "TYPED"}


def test_a_referent_is_shown_what_is_read_and_of_no_intercommunalite_nothing(world, cast, client_of, network):
    client, partner = client_of("epci_referent"), cast["epci_referent"].partner
    addresses = [reverse("chain", args=[network.slug]), reverse("chain_list", args=[network.slug, "pass-envoyes"])]
    other = f"?epci={world.epcis['Marmande'].pk}"
    Partner.objects.filter(pk=partner.pk).update(epci=world.epcis["Agen"])
    for one in addresses:
        assert "Vous lisez les chiffres de votre intercommunalité" in page(client.get(one + other))
    Partner.objects.filter(pk=partner.pk).update(epci=None)
    for one in addresses:
        for query in ("", other, "?export=csv"):
            shown = page(client.get(one + query))
            assert "rattaché à aucune intercommunalité" in shown and "<table" not in shown, one


def test_nonsense_is_as_if_nothing_was_chosen(world, cast):
    member = Member(cast["coordinator"])
    usual = ChainForm({}, member=member).scope
    for nonsense in ("x", "-1", "99999999999999999999", "\x00", ""):
        asked = dict.fromkeys(("annee", "fonds", "operateur", "action", "epci"), nonsense)
        assert ChainForm(asked, member=member).scope == usual
    elsewhere = ChainForm({"fonds": world.other_fund.pk, "action": world.forum.pk}, member=member).scope
    assert (elsewhere.fund, elsewhere.action) == (world.other_fund, None)


def test_outcomes_are_short_sentences_of_what_may_be_read(world):
    found = outcomes_of([world.forum.pk, world.passes.pk], date(2026, 1, 1), date(2027, 1, 1))
    assert world.passes.pk not in found, "its passes are said by those who keep them"
    assert [plain(line.text) for line in found[world.forum.pk]] == [
        "3 heures d’aide.",
        "0,5 ETP cofinancé.",
        "5 personnes présentes.",
        "Se sent capable, sans aide : 43 % avant, 66 % après.",
        "Trouve la bonne réponse à l’exercice : 55 % avant, 66 % après.",
    ]
    assert not any(line.typed for line in found[world.forum.pk]), "who came says more than who was counted"
    assert outcomes_of([world.forum.pk], date(2024, 1, 1), date(2025, 1, 1)) == {}


def test_a_gap_that_may_be_chance_is_said_to_be_wherever_it_is_shown(world, cast, network):
    chance = plain("l’écart peut être dû au hasard")
    survey = make_survey(title="Sans écart net", pairs=True)
    opened(survey, start=date(2026, 1, 1), end=date(2026, 12, 1))
    unclear = tuple(one.model_copy(update={"way": UNCLEAR}) for one in PAIRED.changes)
    parts = ((PublishedPart.BEFORE, BEFORE), (PublishedPart.AFTER, AFTER))
    for part, found in (*parts, (PublishedPart.PAIRED, PAIRED.model_copy(update={"changes": unclear}))):
        document = found.model_dump(mode="json")
        Publication.objects.create(survey=survey, part=part, document=document, made_at=AT + timedelta(days=1))
    tie(world.forum, kind=OutputKind.SURVEY, target=survey, by=cast["coordinator"].user, at=AT)
    sure, change = changes_of([world.forum.pk], civil_year(2026))[world.forum.pk]
    assert chance not in plain(sure.note)
    said = outcomes_of([world.forum.pk], date(2026, 1, 1), date(2027, 1, 1))[world.forum.pk]
    report = start_report(network, year=2026, by=cast["coordinator"].user, at=AT)
    results = next(
        one for one in content_of(report, today=date(2027, 1, 1))["chapters"] if one["kind"] == ChapterKind.RESULTS
    )
    for note in (change.note, said[-1].note, results["note"]):
        assert chance in plain(note), note


def test_a_page_asks_little(world, client_of, network):
    client = client_of("coordinator")
    address = reverse("chain", args=[network.slug])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= 20, [one["sql"][:200] for one in asked]
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("chain_list", args=[network.slug, "pass-envoyes"]))
    assert len(asked) <= 20
