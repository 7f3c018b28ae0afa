"""On any day the match of a year is min(cap, what is due), whatever the order of things; what is printed is true."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from funding.contributions.rules.history import events_of, steps_by_rule
from funding.contributions.rules.leverage import Caps, Lot, Outcome, Terms
from inclusion.core.french.money import euros
from tests.examples import MANY
from tests.funding.posts.arithmetic import is_true

D = Decimal
ZERO = D(0)
NAMES = {"msa": "MSA", "orange": "Orange", "carsat": "CARSAT", "ft": "France Travail"}
RULE = Terms(Fraction(2), cap=D(5000), year_cap=D(9000))


def lot(who, amount, month, **fields):
    return Lot(who, 2026, date(2026, month, 1), D(amount), **fields)


#: A year under 2 for 1, at most 5 000 € for each and 9 000 € for all; every figure of the tests is worked by hand.
YEAR = [
    lot("msa", "777.77", 1),
    lot("orange", "3100.05", 2),
    lot("carsat", "1250.01", 3),
    lot("msa", "555.56", 4),
    lot("orange", "-1000.00", 5),
    lot("msa", "100.00", 6),
    lot("ft", "300.03", 7),
]


def steps(who, lots=YEAR, terms=RULE, names=NAMES):
    (found,) = steps_by_rule((who, 2026), lots, [terms], names=names)
    return [str(step).replace("\u00a0", " ").replace("\u202f", " ") for step in found]


def test_a_year_worked_by_hand_to_the_cent():
    after = [
        {who: event.after.match((who, 2026)) for who in NAMES if (who, 2026) in event.after.added[0]}
        for event in events_of(YEAR, [RULE])
    ]
    assert after == [
        {"msa": D("1555.54")},
        {"msa": D("1555.54"), "orange": D("5000.00")},  # 6 200,10, cut by the cap of each
        {"msa": D("1555.54"), "orange": D("5000.00"), "carsat": D("2444.46")},  # of 2 500,02: 55,56 wait
        {"msa": D("1555.54"), "orange": D("5000.00"), "carsat": D("2444.46")},  # 1 111,12 wait
        # 2 × 2 100,05 = 4 200,10: the 799,90 of Orange go to CARSAT (55,56), then to the MSA (744,34).
        {"msa": D("2299.88"), "orange": D("4200.10"), "carsat": D("2500.02")},
        {"msa": D("2299.88"), "orange": D("4200.10"), "carsat": D("2500.02")},
        {"msa": D("2299.88"), "orange": D("4200.10"), "carsat": D("2500.02"), "ft": D("0.00")},
    ]


def test_each_reason_names_the_cap_what_of_it_was_used_and_who_waits():
    assert steps("msa") == [
        "777,77 € reçus le 1er janvier 2026, effet levier ajouté : 1 555,54 €. 777,77 × 2 = 1 555,54 €",
        "555,56 € reçus le 1er avril 2026, effet levier ajouté : 0,00 €. Le plafond de l’année est de 9 000,00 € : "
        "9 000,00 € étaient déjà utilisés, il en restait 0,00 €. 1 111,12 € attendaient. "
        "1 333,33 × 2 = 2 666,66 € ; 2 666,66 − 1 555,54 = 1 111,12 € ; 9 000 − 9 000 = 0,00 €",
        "Le 1er mai 2026, le remboursement d’Orange libère 799,90 € sous le plafond de l’année : 744,34 € s’ajoutent à "
        "ce qui attendait ici. 366,78 € attendaient encore. 1 555,54 + 744,34 = 2 299,88 €",
        "100,00 € reçus le 1er juin 2026, effet levier ajouté : 0,00 €. Le plafond de l’année est de 9 000,00 € : "
        "9 000,00 € étaient déjà utilisés, il en restait 0,00 €. 200,00 € attendaient. "
        "1 433,33 × 2 = 2 866,66 € ; 2 866,66 − 2 666,66 = 200,00 € ; 9 000 − 9 000 = 0,00 €",
        "9 000,00 € du plafond de 2026, 9 000,00 €, sont utilisés. Attendent, dans cet ordre : MSA 366,78 € (versement "
        "du 1er avril 2026), MSA 200,00 € (versement du 1er juin 2026), France Travail 600,06 € (versement du 1er "
        "juillet 2026).",
    ]
    assert steps("orange") == [
        "3 100,05 € reçus le 1er février 2026, effet levier ajouté : 5 000,00 €. Le plafond par contributeur est de "
        "5 000,00 €. 3 100,05 × 2 = 6 200,10 €",
        "1 000,00 € rendus le 1er mai 2026, effet levier repris : 799,90 €. "
        "2 100,05 × 2 = 4 200,10 € ; 5 000 − 4 200,10 = 799,90 €",
    ]
    assert steps("carsat") == [
        "1 250,01 € reçus le 1er mars 2026, effet levier ajouté : 2 444,46 €. Le plafond de l’année est de "
        "9 000,00 € : 6 555,54 € étaient déjà utilisés, il en restait 2 444,46 €. 55,56 € attendaient. "
        "1 250,01 × 2 = 2 500,02 € ; 9 000 − 6 555,54 = 2 444,46 € ; 2 500,02 − 2 444,46 = 55,56 €",
        "Le 1er mai 2026, le remboursement d’Orange libère 799,90 € sous le plafond de l’année : 55,56 € s’ajoutent à "
        "ce qui attendait ici. 2 444,46 + 55,56 = 2 500,02 €",
    ]


def test_nobody_is_named_and_nothing_of_anybody_s_to_those_who_see_only_their_own():
    said = " ".join(steps("msa", names={}))
    assert "un remboursement libère de la place sous le plafond de l’année : 744,34 €" in said
    assert "566,78 € attendent ici" in said
    assert not any(word in said for word in ("Orange", "CARSAT", "France Travail", "799,90", "600,06"))


def test_a_raised_cap_and_a_reversal_are_told_where_they_serve():
    raised = Terms(Fraction(2), year_cap=D(3000), earlier=(Caps(date(2026, 5, 1), None, D(1000)),))
    lots = [lot("orange", 500, 1, until=date(2026, 3, 5)), lot("msa", 1000, 2), lot("carsat", 900, 4)]
    assert steps("msa", lots, raised) == [
        "1 000,00 € reçus le 1er février 2026, effet levier ajouté : 0,00 €. Le plafond de l’année est de 1 000,00 € : "
        "1 000,00 € étaient déjà utilisés, il en restait 0,00 €. 2 000,00 € attendaient. "
        "1 000 × 2 = 2 000,00 € ; 1 000 − 1 000 = 0,00 €",
        "Le 5 mars 2026, l’annulation du versement d’Orange libère 1 000,00 € sous le plafond de l’année : 1 000,00 € "
        "s’ajoutent à ce qui attendait ici. 1 000,00 € attendaient encore. 0 + 1 000 = 1 000,00 €",
        "Le 1er mai 2026, le plafond de l’année passe de 1 000,00 € à 3 000,00 € : 1 000,00 € s’ajoutent à ce qui "
        "attendait ici. 1 000 + 1 000 = 2 000,00 €",
    ]
    assert steps("orange", lots, raised)[1] == (
        "Versement de 500,00 € annulé le 5 mars 2026, effet levier repris : 1 000,00 €. "
        "0 × 2 = 0,00 € ; 1 000 − 0 = 1 000,00 €"
    )


# -- Whatever happens, in whatever order

FIRST = date(2026, 1, 1)


@st.composite
def stories(draw):
    """Receipts, refunds within what was received, reversals, caps that only go up; two rules in half of them."""
    random = Random(draw(st.integers(0, 2**32)))
    lots, left = [], defaultdict(lambda: ZERO)
    for day in sorted(random.randrange(300) for _ in range(random.randint(3, 14))):
        who, amount = random.choice(list(NAMES)), D(random.randint(1, 120_000)) / 100
        if random.random() < 0.3 and left[who]:
            amount = -random.choice([left[who], min(amount, left[who])])
        left[who] += amount
        lots.append(Lot(who, 2026, FIRST + timedelta(days=day), amount))
    # A refund that was wrong may be reversed whatever happened; a receipt where nothing of it was given back.
    given_back = {one.contributor for one in lots if one.amount < 0}
    for index, one in enumerate(lots):
        if random.random() < 0.2 and (one.amount < 0 or one.contributor not in given_back):
            lots[index] = replace(one, until=one.on + timedelta(days=random.randint(0, 60)))
    cut = FIRST + timedelta(days=random.randrange(1, 300))
    if random.random() < 0.5:
        return lots, [rule(random, end=cut), rule(random, start=cut)]
    return lots, [rule(random)]


def rule(random, **days):
    caps = sorted(D(random.randint(0, 200_000)) / 100 for _ in range(3))
    own = random.choice([None, D(random.randint(0, 90_000)) / 100])
    raised_on = sorted(FIRST + timedelta(days=random.randrange(400)) for _ in range(random.randint(0, 2)))
    earlier = tuple(Caps(day, own, cap) for day, cap in zip(raised_on, caps, strict=False))
    year_cap = caps[2] if earlier else random.choice([None, caps[2]])
    ratio = Fraction(random.randint(1, 9), random.randint(1, 9))
    return Terms(ratio, cap=own, year_cap=year_cap, earlier=earlier, **days)


def due_of(lots, rule):
    """What is due for one contributor's money, by the words of the law alone: in whole cents, the latest goes back."""
    stays = []
    for one in lots:
        stays.append([one.on, int(one.amount * 100)])
        while stays[-1][1] <= 0 and len(stays) > 1:
            _, back = stays.pop()
            stays[-1][1] += back
    own = sum(cents for on, cents in stays if rule.hold_on(on))
    due = own * rule.ratio.numerator // rule.ratio.denominator
    return min([due] if rule.cap is None else [due, int(rule.cap * 100)])


def caps_on(day, rule):
    """The rule with the caps of a day: those that were raised last before it, or on it."""
    for caps in reversed(rule.earlier):
        if day < caps.until:
            rule = replace(rule, cap=caps.cap, year_cap=caps.year_cap)
    return rule


def days_of(lots, terms):
    """Every day on which something happened."""
    days = {one.on for one in lots} | {one.until for one in lots if one.until}
    return sorted(days | {caps.until for rule in terms for caps in rule.earlier})


@settings(max_examples=2000 if MANY else 60)
@given(stories())
def test_on_any_day_the_match_is_the_least_of_cap_and_due(story):
    lots, terms = story
    for day in days_of(lots, terms):
        outcome = Outcome.as_at(lots, terms, day)
        there = {who: [one for one in lots if one.counts_on(day) and one.contributor == who] for who in NAMES}
        for index, rule in enumerate(caps_on(day, rule) for rule in terms):
            due = {who: D(due_of(own, rule)) / 100 for who, own in there.items()}
            whole = sum(due.values())
            expected = whole if rule.year_cap is None else min(rule.year_cap, whole)
            assert outcome.of_year(index, 2026) == expected
            for who in NAMES:
                served = outcome.added[index].get((who, 2026), ZERO)
                assert served == sum((one.amount for one in outcome.matches[index] if one.lot.contributor == who), ZERO)
                assert served <= due[who]
            # Who waits comes after whoever was served: no later receipt has what an earlier one lacks.
            waiting = [one.waiting > 0 for one in outcome.matches[index]]
            first = waiting.index(True) if True in waiting else len(waiting)
            assert all(one.amount == 0 for one in outcome.matches[index][first + 1 :])


AMOUNT = re.compile(
    r"(?:ajouté|repris)\u00a0: ([\d\u202f]+,\d\d)\u00a0€|: ([\d\u202f]+,\d\d)\u00a0€ (s’ajoutent|sont repris)"
)
LEFT = re.compile(
    r"(?P<moved>EUROS)\.[^:]*? Le plafond de l’année est de (?P<cap>EUROS)\u00a0: (?P<used>EUROS) étaient déjà "
    r"utilisés, il en restait (?P<left>EUROS)\. EUROS attendaient".replace("EUROS", r"[\d\u202f]+,\d\d\u00a0€")
)
WAITS = re.compile(r"(\w+(?: \w+)?) ([\d\u202f]+,\d\d)\u00a0€ \(versement du")


def euros_in(text):
    return D(re.sub("[\u202f\u00a0€]", "", text).replace(",", "."))


def told(steps):
    """What the steps say was added in all."""
    total = ZERO
    for step in steps:
        for own, others, verb in AMOUNT.findall(step.sentence):
            taken = "effet levier repris" in step.sentence or verb == "sont repris"
            total += -euros_in(own or others) if taken else euros_in(own or others)
    return total


def check_steps(steps, *, match):
    """Read what is printed back: each line of arithmetic is true, and what was added and taken back adds up."""
    for step in steps:
        if found := LEFT.search(step.sentence):
            amounts = {name: euros_in(text) for name, text in found.groupdict().items()}
            assert amounts["used"] + amounts["left"] == amounts["cap"], str(step)
            assert amounts["moved"] == amounts["left"], str(step)
        for line in step.arithmetic.split("\u00a0; ") if step.arithmetic else ():
            assert is_true(line), (str(step), line)
    assert told(steps) == match, [str(step) for step in steps]


@settings(max_examples=2000 if MANY else 20)
@given(stories())
def test_what_is_printed_adds_up_to_the_match_and_to_what_waits(story):
    lots, terms = story
    days = days_of(lots, terms)
    last = Outcome.as_at(lots, terms, days[-1])
    for who in NAMES:
        for index, found in enumerate(steps_by_rule((who, 2026), lots, terms, names=NAMES)):
            match = last.added[index].get((who, 2026), ZERO)
            check_steps(found, match=match)
            own = [one for one in lots if one.counts_on(days[-1]) and one.contributor == who]
            waits = D(due_of(own, caps_on(days[-1], terms[index]))) / 100 - match
            queue = WAITS.findall(found[-1].sentence) if waits else []
            said = sum((euros_in(amount) for name, amount in queue if name == NAMES[who]), ZERO)
            assert said == waits if queue else not waits or f"{euros(waits)} attendent ici" in found[-1].sentence
