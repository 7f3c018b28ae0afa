"""What is published of few people, read by somebody who solves for the answers: nothing follows for fewer than five."""

import os
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from openpyxl import load_workbook

from evaluation.enums import AgeBand, Channel, ItemKind, ItemRole, PublishedPart
from evaluation.models import Answer, Response, Survey
from evaluation.questionnaires.rules import Choice, Form, Item, Section
from evaluation.results.actions import publish_part, show_to_all
from evaluation.surveys.actions import close_survey
from evaluation.surveys.rules import band_of
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_epci, make_partner
from tests.evaluation.builders import closed, make_survey, opened, published, taking_part
from tests.evaluation.results.attacker import Pin, attack
from tests.examples import MANY
from tests.setup_data import setup_data

pytestmark = pytest.mark.thorough

#: How many surveys are drawn: `SURVEYS=500 SEED=44` draws 500, of these seeds on.
SURVEYS = int(os.environ.get("SURVEYS", "0")) or (60 if MANY else 4)
SEED = int(os.environ.get("SEED", "44"))


# -- Surveys that are drawn --------------------------------------------------------------------------------------------

NUMBER = Item(code="number", kind=ItemKind.NUMBER, label="Combien de fois", minimum=0)
LIMITED = Item(code="limited", kind=ItemKind.NUMBER, label="Combien de jours", minimum=0, maximum=7)
AGE = Item(code="age", kind=ItemKind.NUMBER, label="Votre âge", minimum=10, maximum=110, role=ItemRole.AGE)
FELT = Item(code="felt", kind=ItemKind.SKILL, label="Chercher une adresse", measure="search")
TESTED = Item(
    code="tested",
    kind=ItemKind.TESTED,
    label="Laquelle est la bonne",
    measure="search",
    choices=(Choice(code="a", label="La première"), Choice(code="b", label="La seconde")),
    right="a",
)
OWN = Item(
    code="own",
    kind=ItemKind.SINGLE,
    label="Avez-vous confiance",
    choices=tuple(
        Choice(code=f"own{at}", label=label, score=at)
        for at, label in enumerate(["Aucune confiance", "Peu", "Assez", "Tout à fait"])
    ),
)
SINGLE = Item(
    code="single",
    kind=ItemKind.SINGLE,
    label="Où allez-vous",
    choices=tuple(Choice(code=f"place{at}", label=f"Lieu {at}") for at in range(3)),
)
SEVERAL = Item(
    code="several",
    kind=ItemKind.MULTIPLE,
    label="Que faites-vous",
    choices=tuple(Choice(code=f"use{at}", label=f"Usage {at}") for at in range(4)),
)
AGREES = Item(code="agrees", kind=ItemKind.AGREEMENT, label="Cela m’a aidé")
ITEMS = (NUMBER, LIMITED, AGE, FELT, TESTED, OWN, SINGLE, SEVERAL, AGREES)


def form_of(*items: Item) -> Form:
    """A questionnaire of these questions."""
    return Form(title="Essai", sections=(Section(code="all", title="Tout", items=items),))


@dataclass
class Drawn:
    """A survey that was drawn: what it asks, and what everybody answered, by moment."""

    survey: Survey
    form: Form
    answers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def skewed(draw: random.Random, item: Item) -> Any:
    """How this survey's people answer this question: most alike, some far away."""
    if item.kind == ItemKind.NUMBER:
        least, most = item.minimum or 0, item.maximum or 90
        style = draw.choice(["few", "zeros", "wide", "outlier"])
        middle = draw.randint(least, min(most, 60))

        def number() -> int:
            if item.role == ItemRole.AGE:
                found = round(draw.gauss(middle, draw.choice([3, 15])))
            elif style == "zeros":
                found = draw.choice([0, 0, 0, 1, 1, 2, 3, 5])
            elif style == "few":
                found = int(draw.expovariate(0.4))
            elif style == "wide":
                found = draw.randint(0, 60)
            else:
                found = draw.choice([draw.randint(0, 6)] * 6 + [draw.randint(10, 90)])
            return max(least, min(most, found))

        return number
    codes = [choice.code for choice in item.answers]
    if item.kind == ItemKind.MULTIPLE:
        return lambda: draw.sample(codes, draw.choice([1, 1, 2, 2, 3, len(codes)]))
    weights = [draw.choice([0, 1, 1, 2, 5, 8]) for _ in codes]
    weights = weights if any(weights) else [1] * len(codes)
    return lambda: draw.choices(codes, weights)[0]


def write(campaign: Any, given: Sequence[dict[str, Any]], places: Sequence[Any]) -> None:
    """Answers as `take_answer` keeps them, all at once."""
    responses = []
    for answers, (structure, epci, code) in zip(given, places, strict=True):
        age = answers.get("age")
        responses.append(
            Response(
                network_id=campaign.network_id,
                campaign=campaign,
                key=uuid4(),
                channel=Channel.LINK,
                answered_on=AT.date(),
                structure=structure,
                epci=epci,
                age_band=AgeBand.UNKNOWN if age is None else band_of(age),
                code=code,
                near_codes=[] if code else None,
            )
        )
    Response.objects.bulk_create(responses)
    rows = []
    for response, answers in zip(responses, given, strict=True):
        common = {"network_id": campaign.network_id, "response": response, "campaign": campaign}
        for item, answer in answers.items():
            if isinstance(answer, int):
                rows.append(Answer(item=item, number=answer, **common))
            else:
                chosen = answer if isinstance(answer, list) else [answer]
                rows += [Answer(item=item, choice=choice, **common) for choice in chosen]
    Answer.objects.bulk_create(rows)


def drawn_survey(seed: int, epcis: Sequence[Any], partners: Sequence[Any]) -> Drawn:
    """A small survey with skewed answers: asked once, or before and after of the same people."""
    draw = random.Random(seed)
    items = [item for item in ITEMS if draw.random() < 0.55] or [NUMBER]
    if not any(item.kind == ItemKind.NUMBER for item in items):
        items.append(draw.choice([NUMBER, AGE]))
    form = form_of(*items)
    pairs = draw.random() < 0.5
    made = Drawn(make_survey(title=f"Enquête tirée {seed}", pairs=pairs), form)
    people = draw.randint(5, 30)
    by_structure, by_territory = draw.random() < 0.6, draw.random() < 0.6
    lacks = draw.choice([0, 0, 0.08, 0.2])
    version = published(form)
    ways = {item.code: skewed(draw, item) for item in items}
    structures_of = [draw.choice([0, 0, 1, 2]) for _ in range(people)]
    epci_of = [draw.choice([0, 0, 1, 1, 2, None]) for _ in range(people)]
    for moment in ("before", "after") if pairs else ("once",):
        campaign = opened(made.survey, version=version, moment=moment)
        structures = [taking_part(campaign, partner) for partner in partners] if by_structure else []
        given, places = [], []
        for person in range(people):
            if moment == "after" and draw.random() < 0.15:
                continue
            given.append({code: way() for code, way in ways.items() if draw.random() >= lacks})
            epci = epcis[epci_of[person] or 0] if by_territory and epci_of[person] is not None else None
            structure = structures[structures_of[person]] if structures else None
            places.append((structure, epci, f"{seed}-{person}".encode() if pairs else None))
        write(campaign, given, places)
        made.answers[moment] = given
        closed(campaign)
    return made


def publish(drawn: Drawn) -> list[str]:
    """Publish all that is due, and show it to everybody; return the parts."""
    survey, parts = drawn.survey, list(drawn.answers)
    for part in parts:
        publish_part(survey, part, by=None, at=AT)
    if survey.pairs:
        survey = close_survey(survey, by=None, at=AT)
        publish_part(survey, PublishedPart.PAIRED, by=None, at=AT)
        parts.append("paired")
    show_to_all(survey, by=None, at=AT)
    return parts


# -- What a member and everybody read ----------------------------------------------------------------------------------


def fetched(
    network: Network, survey: Survey, parts: Sequence[str], member: Any, visitor: Any, draw: random.Random
) -> dict[str, Any]:
    """Pages, files and workbooks of a survey as the prescriber and a visitor get them, by name."""
    texts: dict[str, Any] = {}

    def page(name: str, client: Any, route: str, *args: Any, **query: str) -> str:
        answer = client.get(reverse(route, args=[network.slug, survey.pk, *args]), query)
        assert answer.status_code == 200, (name, answer.status_code)
        texts[name] = " ".join(answer.content.decode().split())
        return texts[name]

    def file(part: str, fmt: str) -> bytes:
        answer = member.post(reverse("result_table", args=[network.slug, survey.pk, part, fmt]))
        assert answer.status_code == 200
        return answer.content

    for part in parts:
        texts[f"{part}.csv"] = file(part, "csv").decode("utf-8-sig")
        inside = page(f"{part}:page", member, "result_detail", part=part)
        if draw.random() < 0.3:
            book = load_workbook(BytesIO(file(part, "xlsx")), read_only=True)
            texts[f"{part}.xlsx"] = {sheet.title: list(sheet.values) for sheet in book}
        if part != "paired" and draw.random() < 0.3:
            page(f"{part}:public", visitor, "result_public", part=part)
        if codes := re.findall(rf"/resultats/{part}/(\w+)/\"", inside):
            code, by = draw.choice(codes), draw.choice(["territory", "structure", "age"])
            page(f"{part}:{code} by {by}", member, "result_question", part, code, par=by)
    return texts


@setup_data
def places(scope):
    """Where people answer."""
    return [make_epci(f"20000000{at}", f"CC {at}") for at in range(3)], [
        make_partner(f"Structure {at}") for at in range(3)
    ]


def test_nothing_follows_for_fewer_than_five(network, cast, clock, places, client_of, client):
    found = run(network, places, client_of("prescriber"), client, range(SEED, SEED + SURVEYS))
    assert len(found) == SURVEYS
    assert {seed: [str(pin) for pin in pins] for seed, pins in found.items() if pins} == {}


def run(network: Network, places: Any, member: Any, visitor: Any, seeds: Sequence[int]) -> dict[int, list[Pin]]:
    """Draw, publish, read and attack these surveys; each is gone before the next."""
    found = {}
    for seed in seeds:
        with transaction.atomic():
            with scoped_to(network):
                drawn = drawn_survey(seed, *places)
                parts = publish(drawn)
            texts = fetched(network, drawn.survey, parts, member, visitor, random.Random(seed))
            transaction.set_rollback(True)
        pins = attack(texts, drawn.form)
        assert_true(drawn, pins)
        found[seed] = pins
    return found


def assert_true(drawn: Drawn, pins: Sequence[Pin]) -> None:
    """What the attacker says of answers and counts of everybody is so."""
    for pin in pins:
        part, code = pin.where.split()
        if pin.kind == "value":
            value = int(pin.what.split()[0])
            count = sum(answers.get(code) == value for answers in drawn.answers[part])
        elif pin.kind == "cell" and drawn.form.item(code).kind not in (ItemKind.NUMBER, ItemKind.MULTIPLE):
            labels = {choice.code: choice.label for choice in drawn.form.item(code).answers}
            count = sum(labels.get(answers.get(code), "Sans réponse") == pin.what for answers in drawn.answers[part])
        elif pin.what == "before and not after":
            # Everybody gives a code both times.
            count = len(drawn.answers["before"]) - len(drawn.answers["after"])
        else:
            continue
        assert pin.people[0] <= count <= pin.people[1], (pin, count)


# -- Two surveys whose answers could be read once, and what was printed of them then -----------------------------------

FIVE = [1, 4, 9, 15, 28]
EARLIER = [0] * 5 + [1] * 4 + [2, 2, 3, 4, 5]
LATER = [1] * 5 + [2] * 4 + [3, 4, 4, 5, 6]
HEAD = (
    "Partie;Section;Code de la question;Question;Code de la réponse;Réponse;Échelon;Dimension;Groupe;Personnes;"
    "Effectif;Pourcentage;Valeur;Masqué"
)
#: By part: people, counts by bin, then mean, median and quartiles.
READ_BEFORE: dict[str, tuple[str, int, str, str]] = {
    "once": (
        "Résultats",
        5,
        "Moins de 5=? 5 à 9=? 10 à 14=0 15 à 19=? 20 à 24=0 25 et plus=? Sans réponse=0",
        "11,4 9,0 4,0 15,0",
    ),
    "before": ("Avant", 14, "Moins de 1=5 1=? 2=? 3=? 4=? 5 et plus=? Sans réponse=0", "1,4 1,0 0,0 2,0"),
    "after": ("Après", 14, "Moins de 1=0 1=5 2=? 3=? 4=? 5=? 6 et plus=? Sans réponse=0", "2,5 2,0 1,0 3,8"),
}


def recorded(part: str) -> dict[str, str]:
    """The file of a moment as it was printed before means and medians were guarded."""
    name, people, bins, middle = READ_BEFORE[part]
    asked, everybody = f"{name};Tout;number;Combien de fois", f";;Tous;{people}"
    rows = [HEAD]
    for label, count in re.findall(r"([^=]+)=(\S+) ?", bins):
        code = "no_answer" if label == "Sans réponse" else f"bin_{label.replace(' ', '_')}"
        rows.append(f"{asked};{code};{label};{everybody};{'' if count == '?' else count};;;")
    named = zip(
        ("n", "mean", "median", "lower_quartile", "upper_quartile"), [str(people), *middle.split()], strict=True
    )
    rows += [f"{asked};{code};{code};{everybody};;;{value};non" for code, value in named]
    return {f"{part}.csv": "\n".join(rows)}


@pytest.mark.parametrize(
    ("part", "follows"),
    [
        ("once", {"9 was answered": (1, 1), "4 was answered": (1, 2), "15 was answered": (1, 1), "Moins de 5": (2, 2)}),
        ("before", {"1 was answered": (3, 4)}),
        ("after", {"2 was answered": (3, 4), "3 was answered": (1, 2), "4 was answered": (1, 3)}),
    ],
)
def test_what_was_printed_without_a_guard_of_means_gave_answers_away(part, follows):
    pins = {
        pin.what.removesuffix(" (by mean and quartiles)"): pin.people for pin in attack(recorded(part), form_of(NUMBER))
    }
    assert pins.items() >= follows.items()


@pytest.mark.parametrize("asked", [{"once": FIVE}, {"before": EARLIER, "after": LATER}])
def test_now_nothing_follows_of_the_same_answers(network, cast, clock, client_of, client, asked):
    with scoped_to(network):
        form = form_of(NUMBER)
        drawn, version = Drawn(make_survey(pairs="before" in asked), form), published(form)
        for moment, numbers in asked.items():
            campaign = opened(drawn.survey, version=version, moment=moment)
            drawn.answers[moment] = [{"number": number} for number in numbers]
            codes = [f"{at}".encode() if "before" in asked else None for at in range(len(numbers))]
            write(campaign, drawn.answers[moment], [(None, None, code) for code in codes])
            closed(campaign)
        parts = publish(drawn)
    texts = fetched(network, drawn.survey, parts, client_of("prescriber"), client, random.Random(1))
    assert [str(pin) for pin in attack(texts, form)] == []


# -- Leaks that are planted, each of which he has to find --------------------------------------------------------------


def file(*rows: str, part: str = "Avant") -> dict[str, str]:
    """The file of a part, of rows « question, answer, step, dimension, group, people, count »."""
    lines = [HEAD]
    for row in rows:
        code, answer, score, dimension, group, people, count = row.split(",")
        section = "Ressenti et testé" if code == "search" else "Tout" if code else ""
        label = {"search": f"{FELT.label} / {TESTED.label}"}.get(code) or (code and form_of(*ITEMS).item(code).label)
        said = dict(NAMES).get((code, answer), answer)
        lines.append(f"{part};{section};{code};{label};{answer};{said};{score};{dimension};{group};{people};{count};;;")
    return {f"{part}.csv": "\n".join(lines)}


NAMES = {(item.code, choice.code): choice.label for item in ITEMS for choice in item.answers}


def counted(code: str, people: int, counts: str, group: str = ",Tous") -> list[str]:
    """The rows of a question: its answers, and no answer, « ? » where hidden."""
    item = form_of(*ITEMS).item(code)
    codes = [(choice.code, choice.score) for choice in item.answers] + [("no_answer", None)]
    rows = []
    for (answer, score), count in zip(codes, counts.split(), strict=True):
        step = "" if score is None else score
        rows.append(f"{code},{answer},{step},{group},{people},{'' if count == '?' else count}")
    return rows


CORNERS = ["search,low_right,,,Tous,,", "search,low_wrong,,,Tous,,", "search,high_right,,,Tous,,8"]
PLANTED = {
    "one cell beside the total": (counted("single", 14, "7 ? 5 0"), "cell"),
    "two cells, together few": (counted("single", 14, "6 ? ? 5"), "sum"),
    "a group beside the whole": (
        counted("single", 20, "9 6 5 0")
        + counted("single", 8, "? ? ? 0", "Territoire,CC 0")
        + counted("single", 12, "? 6 ? 0", "Territoire,CC 1")
        + counted("single", 8, "6 ? ? ?", "Structure,A"),
        "sum",
    ),
    "people of no group that is shown": (
        [",Qui a répondu,,Territoire,CC 0,13,13", *counted("single", 15, "8 7 0 0")],
        "rest people",
    ),
    "who did not choose": (counted("several", 20, "18 ? ? ? 0"), "not chosen"),
    "felt beside tested": (counted("felt", 17, "0 8 9 0 0") + counted("tested", 17, "11 6 0") + CORNERS, "corner"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_leak_is_found(name):
    rows, kind = PLANTED[name]
    assert kind in {pin.kind for pin in attack(file(*rows), form_of(*ITEMS))}


def test_a_page_that_shows_what_the_file_hides_is_read():
    hidden = file(*counted("single", 20, "10 ? ? 0"))
    assert attack(hidden, form_of(*ITEMS)) == []
    page = f"<table><caption>{SINGLE.label}</caption><tr><th>Lieu 1</th><td>7</td><td>35 %</td></tr></table>"
    assert [str(pin) for pin in attack(hidden | {"before:page": page}, form_of(*ITEMS))] == [
        "[cell] before single: Lieu 2 = 3"
    ]


def test_a_change_that_sums_give_away_is_found():
    rows = [
        "Partie;Section;Code de la question;Question;Souvenir;Dimension;Groupe;Grandeur;Réponse avant;"
        "Réponse après;Valeur",
        ";;;Qui a répondu;;;Tous;Paires;;;12",
        *(
            f";Tout;own;{OWN.label};non;;Tous;{name};;;{value}"
            for name, value in (("Paires", 12), ("Ont progressé", 7), ("Sont restés", 5), ("Ont reculé", 0))
        ),
        *(
            f";Tout;own;{OWN.label};non;;Tous;Passages;{one.label};{other.label};"
            for one in OWN.choices
            for other in OWN.choices
        ),
    ]
    before, after = (file(*counted("own", 12, "0 12 0 0 0")), file(*counted("own", 12, "0 5 ? 5 0"), part="Après"))
    pins = attack(before | after | {"paired.csv": "\n".join(rows)}, form_of(OWN))
    assert "[flow] paired own: Peu -> Assez = 2" in map(str, pins)


def test_few_who_are_not_found_again_follow_from_the_least_number_of_pairs():
    rows = [
        "Partie;Section;Code de la question;Question;Souvenir;Dimension;Groupe;Grandeur;Réponse avant;"
        "Réponse après;Valeur",
        ";;;Qui a répondu;;;Tous;Paires, au moins;;;10",
        f";Tout;own;{OWN.label};non;;Tous;Paires, au moins;;;10",
    ]
    before, after = (file(*counted("own", 12, "0 12 0 0 0")), file(*counted("own", 10, "0 5 0 5 0"), part="Après"))
    pins = attack(before | after | {"paired.csv": "\n".join(rows)}, form_of(OWN))
    assert "[alone] paired own: before and not after = 2" in map(str, pins)
