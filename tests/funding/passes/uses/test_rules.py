"""Whether a place may use a pass, and codes as people type them and cameras read them."""

from datetime import date

import pytest

from funding.passes.booklets import rules as booklet_rules
from funding.passes.enums import PassState, RefusalReason
from funding.passes.uses.rules import PassFacts, code_in, codes_in, expires_on, refusal_of

ISSUED, LAST, TODAY = date(2026, 11, 2), date(2027, 11, 2), date(2026, 11, 24)
CODE, OTHER = "2222-2222-2222", "2222-2222-223X"


def facts(state=PassState.ISSUED, *, here=True, last=LAST, **letter):
    return PassFacts(state, ISSUED, last, here, **letter)


@pytest.mark.parametrize(
    ("what", "used_on", "reason"),
    [
        (facts(), TODAY, None),
        (facts(), date(2026, 11, 17), None),
        (facts(), date(2026, 11, 16), RefusalReason.TOO_OLD),
        (facts(), date(2026, 11, 25), RefusalReason.FUTURE),
        (facts(), date(2026, 11, 1), RefusalReason.NOT_YET),
        (facts(last=TODAY), TODAY, None),
        (facts(last=date(2026, 11, 23)), TODAY, RefusalReason.EXPIRED),
        (facts(last=date(2026, 11, 23)), date(2026, 11, 23), None),
        (facts(PassState.EXPIRED), TODAY, RefusalReason.EXPIRED),
        (facts(PassState.CANCELLED), TODAY, RefusalReason.CANCELLED),
        (facts(PassState.CANCELLED, is_replaced=True), TODAY, RefusalReason.REPLACED),
        (facts(PassState.PAID, is_replaced=True), TODAY, RefusalReason.USED),
        (facts(has_left=False), TODAY, RefusalReason.NOT_LEFT),
        (facts(has_left=False, here=False), TODAY, RefusalReason.NOT_LEFT),
        (facts(has_left=False, waits_for_hand=True), TODAY, RefusalReason.NOT_HANDED),
        (facts(waits_for_hand=True), TODAY, None),
        (facts(PassState.REDEEMED, has_left=False), TODAY, RefusalReason.USED),
        (facts(PassState.REDEEMED), TODAY, RefusalReason.USED),
        (facts(PassState.PAID), TODAY, RefusalReason.USED),
        (facts(PassState.LAPSED), TODAY, RefusalReason.USED),
        (facts(here=False), TODAY, RefusalReason.ELSEWHERE),
        (facts(PassState.REDEEMED, here=False), TODAY, RefusalReason.USED),
        (None, TODAY, RefusalReason.UNKNOWN),
    ],
)
def test_why_a_place_cannot_use_a_pass(what, used_on, reason):
    assert refusal_of(what, used_on=used_on, today=TODAY) == reason


def test_unused_passes_go_back_once_telephones_had_time_to_send():
    assert expires_on(date(2026, 11, 24)) == date(2026, 12, 2)


def test_the_codes_of_these_tests_are_codes():
    assert booklet_rules.is_well_formed(CODE)
    assert booklet_rules.is_well_formed(OTHER)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (CODE, CODE),
        (" 2222 2222 2222\n", CODE),
        ("222222222222", CODE),
        (f"https://liant.example/lot-et-garonne/pass/{CODE}/", CODE),
        (f"http://localhost:8000/lot-et-garonne/pass/{CODE}", CODE),
        (f"https://liant.example/lot-et-garonne/pass/{CODE}/?u=1", CODE),
        (f"https://liant.example/lot-et-garonne/pass/{CODE.replace('-', '%20')}/", CODE),
        ("https://exemple.example/autre", "https://exemple.example/autre"),
        ("x" * 500, "x" * 40),
        ("", ""),
    ],
)
def test_the_code_that_a_text_holds(text, code):
    assert code_in(text) == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", []),
        (f"{CODE}\n{OTHER}\r\n{CODE}", [CODE, OTHER]),
        (f"{CODE}, {OTHER};  ", [CODE, OTHER]),
        (f"{CODE} {OTHER}", [CODE, OTHER]),
        ("2222 2222 2222, 2222 2222 223X", [CODE, OTHER]),
        (f"bonjour\n{CODE}", ["bonjour", CODE]),
    ],
)
def test_the_codes_of_a_text_each_once(text, codes):
    assert codes_in(text) == codes
