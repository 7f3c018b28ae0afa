"""What passes put on a person's path and on the list of people: booklets that were sent, what is left of them."""

import re
from datetime import date, timedelta

from funding.passes.enums import LetterState, PassState
from funding.passes.letters.actions.batches import close_batch, hand_over
from funding.passes.letters.actions.letters import hand_over_letter
from funding.passes.letters.models import Letter, PostalBatch
from funding.passes.letters.papers.batches import build
from funding.passes.people.home import passes_in_short, passes_on_path
from funding.passes.returns.actions import record_return
from funding.passes.uses.actions import withdraw
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user
from tests.funding.pass_builders import carry_on, make_letter, make_place
from tests.funding.redemption_builders import use
from tests.inclusion.pages import page
from tests.pages import address


def test_booklets_and_uses_are_lines(scope):
    by = make_user()
    letter = make_letter(by=by)
    place = make_place(by=by)
    for rank in (1, 2):
        use(letter.booklet.passes.get(rank=rank), place, by=by)
    sent, used = passes_on_path(letter.booklet.beneficiary)
    assert (sent.on, sent.is_done) == (AT.date(), False)
    assert (used.title, used.detail) == (place.name, "2\u00a0pass utilisés")


TODAY = date(2026, 11, 24)


def in_short(letter, day=TODAY):
    return passes_in_short([letter.booklet.beneficiary_id], day).get(letter.booklet.beneficiary_id)


def test_the_list_says_where_the_letter_is_until_it_has_left_then_what_is_left(scope):
    by = make_user()
    letter = make_letter(by=by)
    assert in_short(letter) == "lettre en préparation"
    letter = carry_on(letter)
    assert in_short(letter) == "lettre prête, à poster"
    job = close_batch(letter.batch, by=by, at=AT)
    build(job.pk, clock=lambda: AT)
    hand_over(PostalBatch.objects.get(), by=by, at=AT)
    assert in_short(letter) == "10 pass sur 10 restent, jusqu’au 24 novembre 2027"
    place = make_place(by=by)
    for rank in range(1, 10):
        use(letter.booklet.passes.get(rank=rank), place, by=by)
    assert in_short(letter, date(2027, 1, 1)) == "1 pass sur 10 reste, jusqu’au 24 novembre"
    assert in_short(letter, date(2027, 11, 25)) == "1 pass sur 10 non utilisés, validité finie le 24 novembre"
    use(letter.booklet.passes.get(rank=10), place, by=by)
    assert in_short(letter) == "carnet terminé"


def test_a_letter_that_waits_for_somebody_says_so_and_a_withdrawn_booklet_says_nothing(scope):
    by = make_user()
    by_hand = carry_on(make_letter(by=by, channel="hand"))
    assert in_short(by_hand) == "lettre à remettre"
    hand_over_letter(by_hand, by=by, at=AT)
    assert in_short(by_hand).startswith("10 pass sur 10")
    withdraw(by_hand.booklet, reason="Perdu", by=by, at=AT)
    assert in_short(by_hand) is None
    posted = carry_on(make_letter(by=by, first_name="Paul"))
    build(close_batch(posted.batch, by=by, at=AT).pk, clock=lambda: AT)
    hand_over(PostalBatch.objects.get(), by=by, at=AT)
    posted.refresh_from_db()
    record_return(posted, by=by, at=AT + timedelta(days=3))
    assert in_short(posted) == "lettre revenue"
    Letter.objects.filter(pk=posted.pk).update(state=LetterState.BOUNCED)
    assert in_short(posted) == "lettre non remise"
    posted.booklet.passes.update(state=PassState.REDEEMED)
    assert in_short(posted) == "carnet terminé"


def test_it_is_read_by_as_few_queries_for_many_people(scope, django_assert_num_queries):
    by = make_user()
    people = [make_letter(by=by, first_name=name).booklet.beneficiary_id for name in ("Une", "Deux", "Trois")]
    with django_assert_num_queries(1):
        assert set(passes_in_short(people, TODAY)) == set(people)


def test_the_list_of_people_shows_it_as_cards_that_leave_out_what_their_page_says(client_of, cast, network):
    by = cast["prescriber"].user
    with scoped_to(network):
        carry_on(make_letter(by=by, followed_by=cast["prescriber"].partner))
    shown = page(client_of("prescriber").get(address("person_list")))
    assert 'class="as-cards"' in shown
    assert 'data-title="En cours">lettre prête, à poster</td>' in shown
    assert re.search(r'class="off-cards"\s+data-title="Prénom">Jeanne</td>', shown)
    assert 'Exemple<span class="on-cards"> Jeanne</span>' in shown
    assert "Suivi par" not in shown
    assert "Suivi par" in page(client_of("coordinator").get(address("person_list")))
