"""What changed for those whom an action reached, and in one intercommunalité: sums of published figures alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.db import transaction

from evaluation.chain.queries.outcomes import BOTH, TO_COME, Change, changes_of
from evaluation.enums import Dimension, Moment, PublishedPart
from evaluation.models import Publication
from evaluation.results.rules.findings import Findings, GroupCounts, GroupDirections, GroupFinding
from inclusion.core.french.periods import civil_year
from roadmaps.plans.actions.budgets import plan_from_fund
from tests.builders import AT, make_commune, make_epci
from tests.evaluation.builders import make_survey, opened, published
from tests.evaluation.findings import AFTER, BEFORE, PAIRED
from tests.funding.builders import make_action as make_funded_action
from tests.funding.builders import make_fund
from tests.inclusion.pages import page
from tests.pages import address, plain
from tests.roadmaps.builders import make_action, make_axis, make_roadmap
from tests.setup_data import setup_data

#: What 26 people of one group answered before, 20 after: on the steps of the skill, and to the exercise.
MAIL, RIGHT = ((8, 10, 8, 0, 0), (5, 5, 5, 5, 0)), ((13, 8, 5, 0), (15, 5, 0, 0))


def grouped(found: Findings, at: int, *groups: tuple[Dimension, str], **more) -> Findings:
    """The findings of a moment with these groups, each of the people above."""
    people = (26, 20)[at]
    counts_of = {"mail": MAIL[at], "t_attachment": RIGHT[at]}
    questions = (
        one.model_copy(
            update={
                "groups": tuple(
                    GroupCounts(group=place, people=people, counts=counts_of[one.code])
                    for place in range(len(groups))
                    if one.code in counts_of
                )
            }
        )
        for one in found.questions
    )
    named = tuple(GroupFinding(dimension=dimension, key=key, label=key, people=people) for dimension, key in groups)
    update = {"groups": named, "questions": tuple(questions), "hidden_groups": {}, **more}
    return found.model_copy(update=update)


@contextmanager
def publish(survey, *groups: tuple[Dimension, str], **more) -> Iterator[None]:
    """What is published with these groups; taken back afterwards."""
    before, after = (grouped(found, at, *groups, **more) for at, found in enumerate((BEFORE, AFTER)))
    ways = GroupDirections(group=0, people=26, rose=11, stayed=7, fell=0, unpaired=8)
    change = PAIRED.changes[0].model_copy(update={"groups": (ways,)})
    paired = PAIRED.model_copy(update={"groups": before.groups, "changes": (change,)})
    parts = {PublishedPart.BEFORE: before, PublishedPart.AFTER: after, PublishedPart.PAIRED: paired}
    with transaction.atomic():
        for part, found in parts.items():
            document = found.model_dump(mode="json")
            Publication.objects.create(survey=survey, part=part, document=document, made_at=AT)
        yield
        transaction.set_rollback(True)


def two_actions(by) -> tuple:
    """A survey whose two campaigns are about two actions of a roadmap, each paid by a funded action of its own."""
    fund, axis, version = make_fund(), make_axis(make_roadmap("Départementale")), published()
    survey, paid, planned = make_survey(title="Deux actions", pairs=True), [], []
    for name in ("Ateliers", "Visites"):
        paid.append(make_funded_action(fund, name, by=by))
        planned.append(make_action(axis, name))
        plan_from_fund(planned[-1], fund=fund, planned=Decimal("10.00"), funded_action=paid[-1], by=by, at=AT)
        opened(survey, version=version, moment=Moment.BEFORE, action=planned[-1])
    return survey, paid, planned


@setup_data
def epcis(scope):
    found = [make_epci(f"20000000{number}", f"CC {number}") for number in (1, 2)]
    for number, epci in enumerate(found, 1):
        make_commune(f"4710{number}", f"Commune {number}", epci=epci)
    return found


@setup_data
def asked(scope, cast):
    return two_actions(cast["coordinator"].user)


def read(action, area=None) -> Change | None:
    found = changes_of([action.pk], civil_year(2026), area).get(action.pk, [])
    assert len(found) < 2
    return found[0] if found else None


def moves(change: Change) -> list[tuple[int, int]]:
    assert change.summary is not None, change.why
    return [(one.before, one.after) for one in change.summary.moves]


def test_each_action_says_what_changed_for_those_it_reached(asked, epcis):
    """8 of 26 felt able before, 10 of 20 after; 13 of 26 found the answer, then 15 of 20. Of everybody, 43 and 66 %."""
    survey, (workshops, visits), (planned, other) = asked
    assert read(workshops).why == TO_COME
    with publish(survey, (Dimension.ACTION, str(planned.pk)), hidden_groups={Dimension.ACTION: 1}):
        change = read(workshops)
        assert moves(change) == [(31, 50), (50, 75)]
        (gain,) = change.gains
        assert (gain.rose, gain.people) == (11, 18)
        assert plain(change.drawn[-1].spoken).endswith("11 plus capables ; 7 autant ou moins")
        assert (read(visits).summary, read(visits).why) == (None, TO_COME), "it may be the hidden group"
    # Where each campaign is of another action, people are known by their campaign alone.
    campaign = survey.campaigns.get(action=other)
    with publish(survey, (Dimension.CAMPAIGN, str(campaign.pk)), hidden_groups={Dimension.CAMPAIGN: 1}):
        assert moves(read(visits)) == [(31, 50), (50, 75)]
    with publish(survey, alike={Dimension.ACTION: str(planned.pk)}):
        assert moves(read(workshops)) == [(43, 66), (55, 66)], "everybody was asked about it"
        assert read(workshops).gains == (), "its pages say it of everybody"


def test_an_intercommunalite_says_what_changed_there(asked, epcis, client_of, monkeypatch):
    survey, (workshops, _), (planned, other) = asked
    here, there = (one.pk for one in epcis)
    chain = address("chain")
    # Of one action of several and one intercommunalité of several, nothing is published together.
    with publish(survey, (Dimension.TERRITORY, here), (Dimension.ACTION, str(planned.pk))):
        assert read(workshops, here).why == BOTH
    survey.campaigns.filter(action=other).update(action=planned)
    assert read(workshops, here).why == TO_COME
    with publish(survey, (Dimension.TERRITORY, here)):
        assert moves(read(workshops, here)) == [(31, 50), (50, 75)]
        assert read(workshops, there) is None, "nobody was asked there"
        shown = plain(page(client_of("reader").get(f"{chain}?annee=2026&epci={here}")))
        assert "50 % des personnes se sentent capables après l’accompagnement, 31 % avant" in shown
        assert "11 plus capables" in shown and "26 réponses avant, 20 après" in shown
        assert "31 %" not in page(client_of("reader").get(f"{chain}?annee=2026&epci={there}"))
    with publish(survey, (Dimension.TERRITORY, here), hidden_groups={Dimension.TERRITORY: 2}):
        assert read(workshops, there).title == "", "few may have been"
    hidden = tuple((None,) * len(MAIL[0]) for _ in range(2))
    with monkeypatch.context() as patched:
        patched.setitem(globals(), "MAIL", hidden)
        with publish(survey, (Dimension.TERRITORY, here)):
            change = read(workshops, here)
            assert change.summary is None and plain(change.title) == (
                "11 des 18 personnes retrouvées se sentent plus capables : « Envoyer un e-mail avec un document »"
            )
    with publish(survey, alike={Dimension.TERRITORY: there}):
        assert moves(read(workshops, there)) == [(43, 66), (55, 66)]
        assert read(workshops, here) is None
