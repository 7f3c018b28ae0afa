"""A figure of the chain is the sum of its list, and no difference of shown figures is of few people."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.chain.forms import ChainForm
from evaluation.chain.queries.chain import Chain
from evaluation.chain.queries.figures import FIGURES, OUTPUTS, PEOPLE
from evaluation.chain.queries.outcomes import outcomes_of
from funding.spending.queries.funds import fund_position
from funding.statements.queries import statement_figures
from inclusion.core.access import Member
from inclusion.core.suppression import THRESHOLD
from tests.evaluation.chain_builders import SENT, chain_world
from tests.inclusion.pages import page
from tests.pages import plain
from tests.setup_data import setup_data


@setup_data
def world(scope, cast):
    return chain_world(cast)


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
    return [ChainForm({"operateur": ""} | one, member=member).chain() for one in asked]


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
    assert whole.total(FIGURES["reste"]) == sum(one.share for one in position.contributors) + sum(
        one.left for one in position.grants
    )
    own = chain(fonds=world.fund.pk, operateur=world.caf.pk)
    said = statement_figures(world.fund, world.caf, start=start, end=end).statement
    assert own.total(FIGURES["verse"]) == said.received
    assert own.total(FIGURES["effet-levier"]) == said.match
    assert own.total(FIGURES["engage"]) == said.committed - said.released
    assert own.total(FIGURES["paye"]) == said.paid
    assert own.total(FIGURES["reste"]) == said.closing


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
                (one.action, one.area)
                for one in chain._mine(chain.actions)
                if one.key == figure.key and one.people
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
    for key in FIGURES.keys() - {"reste-a-payer"}:  # which is said of one action alone
        text = page(reader.get(reverse("chain_list", args=[network.slug, key]) + "?annee=2026"))
        assert not any(word in text for word in ("Agen 1", "Famille 2", "Rosa", "Jeanne")), key
    hidden = (
        reverse("chain_list", args=[network.slug, "pass-envoyes"])
        + f"?annee=2026&epci={world.epcis['Rare'].pk}"
    )
    assert "masqué" in page(reader.get(hidden))
    assert "Carnet" not in page(reader.get(hidden))
    assert reader.get(f"{hidden}&export=csv").headers["Content-Type"].startswith("text/html")
    assert "20" in page(client_of("coordinator").get(hidden))


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
    assert {one.part.name for one in form.chain().figures()} == {"OUTPUT", "PEOPLE", "TYPED"}


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
        "0,5 poste à temps plein.",
        "5 personnes présentes.",
        "Se sent capable, sans aide : 43 % avant, 66 % après.",
        "Trouve la bonne réponse à l’exercice : 55 % avant, 66 % après.",
    ]
    assert not any(line.typed for line in found[world.forum.pk]), "who came says more than who was counted"
    assert outcomes_of([world.forum.pk], date(2024, 1, 1), date(2025, 1, 1)) == {}


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
