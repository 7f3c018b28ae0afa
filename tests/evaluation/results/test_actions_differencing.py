"""An attacker who knows who stands in which group, and reads all that is published: every sum, every difference."""

import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from evaluation.enums import Channel, Dimension, ItemKind, Moment
from evaluation.models import Response
from evaluation.questionnaires.rules import SKILL
from evaluation.results.actions import publish_moment, publish_paired
from evaluation.results.queries.comparing import ClosingCounts, paired_findings_of
from evaluation.results.queries.counting import findings_of
from evaluation.results.rules.exports import counted_rows
from evaluation.results.rules.findings import NO_ANSWER, ChangeFinding, Findings, PairedFindings, high_answers
from evaluation.results.rules.group_findings import Chosen, findings_of_groups, gains_of_groups
from evaluation.results.rules.questions import asked_of
from evaluation.results.rules.readings import high_of, right_of, together_words
from evaluation.surveys.actions import close_survey
from evaluation.surveys.answers.actions import Submission, take_answer
from evaluation.surveys.answers.rules import read_answers
from tests.builders import AT, make_epci
from tests.evaluation.builders import answered, closed, make_survey, opened, published, taking_part
from tests.evaluation.written import ASKED_OF_ALL, EVERY_KIND
from tests.setup_data import setup_data

pytestmark = [pytest.mark.usefixtures("scope"), pytest.mark.thorough]

#: Groups a person is known by, and answers: one choice, or several.
type Person = dict[str, Any]
#: A figure that is shown: whom it counts, and how many it says.
type Figure = tuple[Callable[[Person], bool], int]

WAYS = ("rose", "stayed", "fell")
STEPS = {step.code: step.score for step in SKILL}


def known(figures: Sequence[Figure], people: Sequence[Person], sign: Callable[[Person], Any]) -> Iterator[Any]:
    """The sets of one to four people that these figures give away, the smallest first, by the parts that `sign` shows
    apart.
    """
    parts: dict[Any, list[Person]] = {}
    for person in people:
        parts.setdefault(sign(person), []).append(person)
    for test, count in figures:
        assert sum(test(one) for one in people) == count, "what is published is true"
    matrix = np.array([[float(test(some[0])) for some in parts.values()] for test, _ in figures])
    sizes = np.array([len(some) for some in parts.values()])
    blind = np.eye(len(sizes)) - np.linalg.pinv(matrix, rcond=1e-10) @ matrix
    # What the figures cannot see of each part: a set is known where that sums to nothing.
    weights = blind @ np.random.default_rng(1).normal(size=(len(sizes), 3))
    few = np.flatnonzero(sizes < 5)
    index = np.zeros((1, 0), dtype=int)
    for _ in range(4 if few.size else 0):
        last = index[:, -1] if index.shape[1] else np.full(1, -1)
        longer = [np.column_stack([index[last < part], np.full((last < part).sum(), part)]) for part in few]
        index = np.concatenate(longer)
        index = index[sizes[index].sum(axis=1) < 5]
        zero = np.abs(weights[index].sum(axis=1)).max(axis=1, initial=0) < 1e-8
        yield from ([list(parts)[part] for part in some] for some in index[zero])


def people_of(survey, moment: str) -> list[Person]:
    """Everybody who answered, as the attacker knows them and as they answered."""
    rows = Response.objects.finished().filter(campaign__survey=survey, campaign__moment=moment)
    found = []
    for row in rows.prefetch_related("answers").select_related("structure", "campaign"):
        answers: dict[str, set[str]] = {}
        for one in row.answers.all():
            answers.setdefault(one.item, set()).add(one.choice or str(one.number or one.day or "written"))
        groups = {
            "territory": row.epci_id,
            "structure": row.structure.partner_id if row.structure else None,
            "age": row.age_band,
            "campaign": row.campaign_id,
            "action": row.campaign.action_id,
        }
        groups = {name: "" if value is None else str(value) for name, value in groups.items()}
        found.append({"groups": groups, "answers": answers, "pair": row.pair})
    return found


def inside(findings: Findings | PairedFindings, place: int | None) -> Callable[[Person], bool]:
    """Whether somebody is of a group; None is everybody."""
    if place is None:
        return lambda person: True
    group = findings.groups[place]
    return lambda person: person.get("groups", {}).get(group.dimension) == group.key


def totals(findings: Findings) -> list[Figure]:
    everybody = [(inside(findings, None), findings.people)] if findings.people is not None else []
    return everybody + [(inside(findings, at), group.people) for at, group in enumerate(findings.groups)]


def cells(findings: Findings, code: str, choice: str | None = None) -> list[Figure]:
    """The figures of a question, or those of one of its choices and of no answer."""
    question = next(one for one in findings.questions if one.code == code)
    rows = [(None, question.counts), *((row.group, row.counts) for row in question.groups)]

    def stands(person: Person, of: Callable[[Person], bool], answer: str) -> bool:
        return of(person) and gives(person, code, answer)

    high = high_answers({one.code: one.score for one in question.answers if one.code != NO_ANSWER})
    together = [] if question.high is None else [(partial(among, code=code, answers=high), question.high)]
    return together + [
        (partial(stands, of=inside(findings, at), answer=answer.code), n)
        for at, counts in rows
        for answer, n in zip(question.answers, counts, strict=True)
        if n is not None and (choice is None or answer.code in (choice, NO_ANSWER))
    ]


def gives(person: Person, code: str, answer: str) -> bool:
    given = person["answers"].get(code, set())
    return not given if answer == NO_ANSWER else answer in given or (answer == "written" and bool(given))


def among(person: Person, code: str, answers: frozenset[str]) -> bool:
    return bool(person["answers"].get(code, set()) & answers)


def found_in(
    findings: Findings, form, people: Sequence[Person], *, most: int | None = None
) -> Iterator[tuple[str, Any]]:
    """What each question reveals, beside those that decide whether it is asked: all of it, or the first few of each.

    Several choices are read one at a time: which of them go together, is not shown.
    """
    asked = asked_of(form)
    for question in findings.questions:
        if question.kind in (ItemKind.NUMBER, ItemKind.DATE):
            continue
        before = [
            (one.item, one.choice if asked[one.item].item.kind == ItemKind.MULTIPLE else None)
            for one in asked[question.code].conditions
        ]
        several = asked[question.code].item.kind == ItemKind.MULTIPLE
        for choice in [answer.code for answer in question.answers] if several else [None]:
            read = [*before, (question.code, choice)]
            figures = totals(findings) + [one for code in read for one in cells(findings, *code)]
            found = islice(known(figures, people, sign_by(read)), most)
            yield from ((question.code, one) for one in found)
    for both in findings.tested:
        read = [("search", None), ("address", None)]
        figures = totals(findings) + [one for code in read for one in cells(findings, *code)]
        figures += [one for one in corners(both) if one[1] is not None]
        yield from (("tested", one) for one in islice(known(figures, people, sign_by(read)), most))


def corners(both: Any) -> list[Figure]:
    """The four figures of a competence felt and tested."""

    def stands(person: Person, high: bool, right: bool) -> bool:
        felt, tested = person["answers"].get("search"), person["answers"].get("address")
        return bool(felt and tested) and ((STEPS[min(felt)] > 2), tested == {"a"}) == (high, right)

    return [
        (partial(stands, high=high, right=right), getattr(both, f"{level}_{proof}"))
        for level, high in (("high", True), ("low", False))
        for proof, right in (("right", True), ("wrong", False))
    ]


def sign_by(read: Sequence[tuple[str, str | None]]) -> Callable[[Person], Any]:
    """What an attacker who reads these questions distinguishes people by."""

    def sign(person: Person) -> Any:
        given = [(person["answers"].get(code, set()), choice) for code, choice in read]
        return (
            tuple(person["groups"].items()),
            *((bool(answers), choice in answers) if choice else tuple(sorted(answers)) for answers, choice in given),
        )

    return sign


def asked_people(survey, seed: int, moment: str, version=None, codes: Sequence[Any] = ()) -> Any:
    """Two campaigns, three territories that overlap with four structures, several of which met four people."""
    draw = random.Random(seed)
    version = version or published()
    epcis = [make_epci(f"20000000{at}", f"CC {at}") for at in range(3)] if moment != Moment.AFTER else []
    epcis = epcis or list({row.epci for row in Response.objects.select_related("epci")})
    campaigns = [opened(survey, version=version, moment=moment) for _ in range(2)]
    entries = [(one, taking_part(one)) for one in campaigns for _ in range(2)]
    sizes = [26, 17, 13, 4]
    for at, ((campaign, structure), size) in enumerate(zip(entries, sizes, strict=True)):
        for number in range(size):
            sent = {
                "equipped": draw.choice(["yes"] * 5 + ["no", ""]),
                "age": str(draw.choice([31, 31, 45, 66, 75, 75])),
                "search": draw.choice(["cannot", "with_help", "alone", "alone", "can_guide", ""]),
                "confident": draw.choice(["rather", "rather", "fully", "rather_not"]),
                "uses": draw.sample(["never", "sometimes", "yes", "no"], draw.randint(0, 3)),
                "places__yes": draw.choice(["never", "often", ""]),
                "address": draw.choice(["a", "a", "b"]),
            }
            lists = {code: [one] if isinstance(one, str) else one for code, one in sent.items()}
            given = read_answers(version.form, lists, unfinished=True).given
            code = codes[sum(sizes[:at]) + number] if codes and draw.random() < 0.8 else None
            epci = epcis[at % len(epcis)] if draw.random() < 0.8 else draw.choice(epcis)
            take_answer(campaign, Submission(given, uuid4(), code, structure, epci), channel=Channel.LINK, at=AT)
    for campaign in campaigns:
        closed(campaign)
    return version


def asked_once(form, seed: int) -> Any:
    """A survey with its version, which people answered once."""
    survey = make_survey()
    return survey, asked_people(survey, seed, Moment.ONCE, version=published(form))


@setup_data
def some_asked(scope):
    return asked_once(EVERY_KIND, 1)


@setup_data
def all_asked(scope):
    return asked_once(ASKED_OF_ALL, 1)


def test_nobody_is_found(some_asked):
    assert_nobody_is_found(*some_asked)


def test_nobody_is_found_where_all_are_asked(all_asked):
    assert_nobody_is_found(*all_asked)


@pytest.mark.parametrize(("form", "seed"), [(EVERY_KIND, 2), (ASKED_OF_ALL, 3)])
def test_nobody_is_found_among_others(form, seed):
    assert_nobody_is_found(*asked_once(form, seed))


def assert_nobody_is_found(survey, version):
    findings = publish_moment(survey, Moment.ONCE, by=None, at=AT).findings
    assert len(findings.groups) > 2, "or nothing is tried"
    people = people_of(survey, Moment.ONCE)
    assert list(found_in(findings, version.form, people)) == []


def test_without_the_guard_he_finds_many(some_asked):
    assert_many_are_found(*some_asked)


def test_without_the_guard_he_finds_many_where_all_are_asked(all_asked):
    assert_many_are_found(*all_asked)


def assert_many_are_found(survey, version):
    findings = findings_of(survey, Moment.ONCE, threshold=1)
    found = found_in(findings, version.form, people_of(survey, Moment.ONCE), most=1)
    questions = {code for code, _ in found}
    assert {"equipped", "search", "address", "tested"} <= questions


def test_how_able_people_are_who_feel_able_is_shown_though_groups_are_small(all_asked):
    """Single answers and groups give way: 60 people in structures of 4 to 26, some of whom did not answer."""
    survey, _ = all_asked
    answered_it = people_of(survey, Moment.ONCE)
    findings = findings_of(survey, Moment.ONCE)
    shown = [count for _, count in corners(findings.tested[0])]
    people = [sum(map(test, answered_it)) for test, _ in corners(findings.tested[0])]
    assert all(count in (None, of) for count, of in zip(shown, people, strict=True))
    assert sum(count is not None for count in shown) >= 3
    felt, tested = (one for one in findings.questions if one.code in ("search", "address"))
    assert (high_of(felt), right_of(tested)) == tuple(
        sum(bool(one["answers"].get(code, set()) & upper) for one in answered_it)
        for code, upper in (("search", {"alone", "can_guide"}), ("address", {tested.right}))
    )


def test_thirteen_answers_show_who_agrees_together():
    """Eight of thirteen agree, four in each way; the five others in three ways: no answer could be shown alone."""
    survey, version = make_survey(), published(ASKED_OF_ALL)
    campaign = opened(survey, version=version)
    for answer in ["fully"] * 4 + ["rather"] * 4 + ["rather_not"] * 3 + ["not_at_all"] * 2:
        answered(campaign, {"confident": answer})
    closed(campaign)
    found = findings_of(survey, Moment.ONCE)
    question = next(one for one in found.questions if one.code == "confident")
    assert not any(question.counts), "none alone; nobody said « ni l’un ni l’autre »"
    assert question.high == 8
    assert together_words(question) == (
        "«\u00a0Plutôt d’accord\u00a0» ou «\u00a0Tout à fait d’accord\u00a0»\u00a0: 8 sur 13 (62\u00a0%)."
    )
    assert [row[-5:-3] for row in counted_rows("once", found) if row[4] == "high"] == [(13, 8)]
    assert list(found_in(found, version.form, people_of(survey, Moment.ONCE))) == []


def test_of_those_who_agree_none_is_shown_alone_where_all_of_them_may_not_be():
    """Eleven of thirteen agree: together they would reveal the two others, alone six would be read as under half."""
    survey, version = make_survey(), published(ASKED_OF_ALL)
    campaign = opened(survey, version=version)
    for answer in ["fully"] * 5 + ["rather"] * 6 + ["rather_not", "not_at_all"]:
        answered(campaign, {"confident": answer})
    closed(campaign)
    found = findings_of(survey, Moment.ONCE)
    question = next(one for one in found.questions if one.code == "confident")
    said = {one.code: count for one, count in zip(question.answers, question.counts, strict=True)}
    assert (said["fully"], said["rather"], question.high) == (None, None, None)
    assert together_words(question) == "" and question.people == 13
    assert list(found_in(found, version.form, people_of(survey, Moment.ONCE))) == []


def test_the_order_of_groups_says_nothing_of_their_size(some_asked):
    groups = findings_of(some_asked[0], Moment.ONCE).groups
    for dimension in ("territory", "structure", "campaign"):
        labels = [group.label for group in groups if group.dimension == dimension]
        assert labels == sorted(labels)


def codes_of_people() -> list[tuple[str, str, str, str]]:
    """As many personal codes as there are people."""
    return [(f"{a}{b}", str(day), "DA", "E") for a in "ABCDEFGH" for b in "AEIOU" for day in (1, 9)]


def both_moments(survey) -> list[Person]:
    """Everybody of two moments: who answered twice is one person."""
    first, second = people_of(survey, Moment.BEFORE), people_of(survey, Moment.AFTER)
    again = {one["pair"]: one for one in second if one["pair"]}
    found = [{"before": one, "after": again.pop(one["pair"], None) if one["pair"] else None} for one in first]
    return found + [{"before": None, "after": one} for one in second if not one["pair"] or one["pair"] in again]


def of_moment(moment: str, figures: Sequence[Figure]) -> list[Figure]:
    """The figures of one moment, given for people of both."""
    return [(lambda person, test=test: person[moment] is not None and test(person[moment]), n) for test, n in figures]


def step_of(person: Person, moment: str, change: ChangeFinding) -> str:
    """On which step an answer stands; nothing without one."""
    given = person[moment]["answers"].get(change.code) if person[moment] else None
    if not given or change.kind != ItemKind.TESTED:
        return min(given) if given else ""
    return "right" if "a" in given else "wrong"


def way_of(person: Person, change: ChangeFinding) -> str:
    """What became of an answer."""
    score = {answer.code: answer.score for answer in change.answers}
    before, after = (score.get(step_of(person, moment, change)) for moment in ("before", "after"))
    if before is None or after is None:
        return "unpaired"
    return "stayed" if before == after else "rose" if before < after else "fell"


def ways(change: ChangeFinding) -> list[Figure]:
    """How many rose, stayed and fell, and of how many both answers are there."""
    figures = [(lambda person: way_of(person, change) != "unpaired", change.n)]
    figures += [
        (partial(lambda person, way: way_of(person, change) == way, way=way), getattr(change, way)) for way in WAYS
    ]
    return [one for one in figures if one[1] is not None]


def flows(change: ChangeFinding) -> list[Figure]:
    """How many stood on each step before and after."""

    def stands(person: Person, both: tuple[str, str]) -> bool:
        return (step_of(person, "before", change), step_of(person, "after", change)) == both

    return [
        (partial(stands, both=(first.code, second.code)), n)
        for first, row in zip(change.answers, change.flows, strict=True)
        for second, n in zip(change.answers, row, strict=True)
        if n is not None
    ]


def ways_of_groups(change: ChangeFinding, found: PairedFindings) -> list[Figure]:
    """What became of the answers of groups."""

    def stands(person: Person, place: int, way: str) -> bool:
        return inside(found, place)(person["before"]) and way_of(person, change) == way

    return [
        (partial(stands, place=row.group, way=way), getattr(row, way))
        for row in change.groups
        for way in (*WAYS, "unpaired")
        if getattr(row, way) is not None
    ]


def found_in_pairs(survey, before: Findings, after: Findings, found: PairedFindings) -> Iterator[tuple[str, Any]]:
    """What each change reveals: by both answers, beside both moments; and by what became of the groups of before."""
    people = both_moments(survey)
    first = [one for one in people if one["before"]]
    pairs = [(lambda person: bool(person["before"] and person["after"]), found.pairs)] if found.pairs else []
    for change in found.changes:
        if change.is_retrospective or not change.flows:
            continue
        margins = [
            figure
            for moment, findings in (("before", before), ("after", after))
            for figure in of_moment(moment, [totals(findings)[0], *cells(of_everybody(findings), change.code)])
        ]

        def answers(person: Person, change: ChangeFinding = change) -> Any:
            return tuple(
                None if person[moment] is None else min(person[moment]["answers"].get(change.code, {""}))
                for moment in ("before", "after")
            )

        def groups(person: Person, change: ChangeFinding = change) -> Any:
            return tuple(person["before"]["groups"].items()), way_of(person, change)

        by_answers = [*margins, *pairs, *ways(change), *flows(change)]
        by_groups = [*of_moment("before", totals(before)), *ways(change), *ways_of_groups(change, found)]
        yield from ((change.code, one) for one in known(by_answers, people, answers))
        yield from ((change.code, one) for one in known(by_groups, first, groups))


def of_everybody(findings: Findings) -> Findings:
    """The figures without those of groups."""
    questions = tuple(one.model_copy(update={"groups": ()}) for one in findings.questions)
    return findings.model_copy(update={"questions": questions})


def before_and_after(seed: int) -> Any:
    """A survey that is closed, with what is published of both its moments."""
    survey = make_survey(pairs=True)
    version = asked_people(survey, seed, Moment.BEFORE, codes=codes_of_people())
    asked_people(survey, seed + 50, Moment.AFTER, version=version, codes=codes_of_people())
    survey = close_survey(survey, by=None, at=AT)
    for moment in (Moment.BEFORE, Moment.AFTER):
        publish_moment(survey, moment, by=None, at=AT)
    return survey, *(survey.publications.get(part=one).findings for one in (Moment.BEFORE, Moment.AFTER))


def of_territories(before: Findings, after: Findings, found: PairedFindings, code: str) -> Iterator[Figure]:
    """What the chain says of each intercommunalité, and more: each count behind its shares, and that of everybody."""
    change = next((one for one in found.changes if one.code == code), None)
    for key in (None, *sorted({group.key for group in before.groups if group.dimension == "territory"})):
        chosen = Chosen(Dimension.TERRITORY, frozenset([key or ""]))

        def here(person: Person, key: str | None = key) -> bool:
            return key is None or person["groups"]["territory"] == key

        for moment, whole in (("before", before), ("after", after)):
            part = findings_of_groups(whole, chosen) if key is not None else whole
            question = next((one for one in part.questions if one.code == code), None) if part else None
            if part is None or question is None:
                continue
            count = right_of(question) if question.kind == ItemKind.TESTED else high_of(question)
            yield from of_moment(moment, [(here, part.people)])
            if count is not None:
                able = {question.right} if question.right else {"alone", "can_guide"}
                test = lambda person, here=here, able=able: here(person) and among(person, code, able)  # noqa: E731
                yield from of_moment(moment, [(test, count)])
        for gain in gains_of_groups(found.model_copy(update={"changes": (change,)}), chosen) if change else ():

            def both(person: Person, here=here, ways: Any = WAYS) -> bool:
                return bool(person["before"]) and here(person["before"]) and way_of(person, change) in ways

            yield both, gain.people
            yield partial(both, ways=("rose",)), gain.rose


def found_by_territory(survey, before: Findings, after: Findings, found: PairedFindings) -> Iterator[Any]:
    """What the pages of intercommunalités show together, of what people feel and of what they know."""
    people = both_moments(survey)
    for code, able in (("search", {"alone", "can_guide"}), ("address", {"a"})):
        change = next((one for one in found.changes if one.code == code), None)

        def sign(person: Person, code: str = code, able: Any = able, change: Any = change) -> Any:
            moments = (person["before"], person["after"])
            where = [one and (one["groups"]["territory"], among(one, code, able)) for one in moments]
            return (*where, change and way_of(person, change))

        figures = list(of_territories(before, after, found, code))
        assert len(figures) > 4, "or nothing is tried"
        yield from ((code, one) for one in known(figures, people, sign))


@setup_data
def changed(scope):
    return before_and_after(1)


def test_nobody_is_found_by_what_changed(changed):
    assert_nobody_is_found_by_changes(*changed)


def test_nobody_is_found_by_what_changed_for_others():
    assert_nobody_is_found_by_changes(*before_and_after(2))


def assert_nobody_is_found_by_changes(survey, before, after):
    """Before less paired, after less paired, rows less columns: the flows stand beside both moments."""
    found = publish_paired(survey, by=None, at=AT).findings
    assert any(change.rose is not None for change in found.changes), "or nothing is tried"
    assert list(found_in_pairs(survey, before, after, found)) == []
    assert list(found_by_territory(survey, before, after, found)) == []
    masked = [one for one in found.changes if one.hides_something]
    assert masked, "or nothing is tried"
    for one in masked:
        assert (one.median_change, one.statistic, one.p_value, one.effect, one.interval) == (None,) * 5
        assert "ampleur" not in one.reading


def test_without_the_guard_he_finds_who_changed(changed):
    survey, before, after = changed
    found = paired_findings_of(survey, before, after, ClosingCounts(0, 0), threshold=1)
    assert any(found_in_pairs(survey, before, after, found))
    before, after = (findings_of(survey, one, threshold=1) for one in (Moment.BEFORE, Moment.AFTER))
    found = paired_findings_of(survey, before, after, ClosingCounts(0, 0), threshold=1)
    assert any(found_by_territory(survey, before, after, found))
