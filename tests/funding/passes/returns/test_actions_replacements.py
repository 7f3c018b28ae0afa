"""Booklets that people did not receive: replaced at once, or asked of the coordination; counted once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connections, transaction

from funding.enums import ApprovalState, Verb
from funding.funds.invariants import prove
from funding.models import Booklet, Letter, Pass, ReplacementRequest, ScanRefusal
from funding.passes.booklets.queries import positions_of
from funding.passes.enums import LetterKind, LetterState, PassState, RefusalReason
from funding.passes.letters.actions.letters import hand_over_letter
from funding.passes.programmes.actions import change_programme, close_programme
from funding.passes.programmes.rules import LATE_DAYS
from funding.passes.returns.actions import ask_replacement, decline_replacement, readdress, replace_booklet
from funding.passes.returns.rules import LostLetter
from funding.passes.sending.actions.booklets import cancel_booklet, send_pass
from funding.passes.uses.actions import expire, read_code, withdraw
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.people.actions.rights import erase
from tests.builders import AT, make_user
from tests.funding.pass_builders import choose_for_passes, make_letter, make_place, make_programme
from tests.funding.redemption_builders import passes_of, use
from tests.funding.return_builders import posted, returned, written
from tests.setup_data import setup_data

SOON, LATER = AT + timedelta(days=3), AT + timedelta(days=8)


@setup_data
def programme(by):
    return make_programme(by=by)


@setup_data
def lost(by, programme):
    """A letter that La Poste got."""
    return posted(make_letter(by=by, programme=programme), by=by)


def replace(letter, *, by, at=LATER, decides=False, channel=Channel.POST):
    return replace_booklet(letter, channel=channel, decides=decides, by=by, at=at)


FACTS = {
    "has_left": True,
    "came_back": False,
    "in_doubt": False,
    "left": 10,
    "served": 0,
    "is_replacement": False,
    "left_on": date(2026, 11, 24),
    "by_post": True,
    "valid_until": date(2027, 11, 24),
    "wait_days": 7,
    "obstacle": "",
}


@pytest.mark.parametrize(
    ("facts", "today", "reason"),
    [
        ({}, date(2026, 12, 1), ""),
        ({}, date(2026, 11, 30), "Attendez le 1er décembre 2026"),
        ({"wait_days": 0}, date(2026, 11, 24), ""),
        ({"by_post": False}, date(2026, 11, 24), ""),
        ({"served": 1}, date(2026, 12, 1), "1 pass de ce carnet a servi"),
        ({"served": 4, "left": 6}, date(2026, 12, 1), "4 pass de ce carnet ont servi"),
        ({"is_replacement": True}, date(2026, 12, 1), "en remplace déjà un"),
        ({}, date(2027, 2, 22), ""),
        ({}, date(2027, 2, 23), "il y a plus de 90 jours : la coordination décide."),
        ({"by_post": False}, date(2027, 2, 23), "la coordination décide."),
    ],
)
def test_who_decides(facts, today, reason):
    lost = LostLetter(**FACTS | facts)
    said = lost.decision_reason(today).replace("\u00a0", " ")
    assert (reason in said) if reason else (said == "")
    assert lost.blocker(today) == ""


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"has_left": False}, "n’est pas partie"),
        ({"has_left": False, "came_back": True}, "est revenue : elle peut repartir avec les mêmes pass"),
        ({"has_left": False, "in_doubt": True}, "Personne ne sait si cette lettre est partie"),
        ({"left": 0}, "Il ne reste aucun pass"),
        ({"valid_until": date(2026, 11, 30)}, "étaient valables jusqu’au 30 novembre 2026"),
        ({"obstacle": "Le programme est fermé."}, "Le programme est fermé."),
    ],
)
def test_what_nobody_replaces(facts, reason):
    assert reason in LostLetter(**FACTS | facts).blocker(date(2026, 12, 1)).replace("\u00a0", " ")


def test_the_booklet_is_replaced_by_one_of_the_programmes_size(lost, by, programme):
    sent = replace(lost, by=by)
    before, booklet = Booklet.objects.get(pk=lost.booklet_id), sent.booklet
    assert (before.cancelled_at, booklet.replaces, booklet.limit_year) == (LATER, before, 2026)
    assert set(before.passes.values_list("state", flat=True)) == {PassState.CANCELLED}
    assert booklet.passes.filter(state=PassState.ISSUED).count() == 10
    assert sent.state == LetterState.QUEUED
    assert JournalEntry.objects.get(verb=Verb.BOOKLET_REPLACED).details["replaces"] == before.pk
    position = positions_of([programme])[programme.pk]
    assert (position.issued.count, position.outstanding.count, position.cancelled.count) == (20, 10, 10)
    assert position.differences == []


def test_the_replaced_one_does_not_count_for_the_limit_and_the_new_one_does(lost, by, programme):
    person = lost.booklet.beneficiary
    with pytest.raises(DomainError, match="un carnet a déjà été envoyé"):
        send_pass(person, programme=programme, channel="post", prescriber=person.followed_by, by=by, at=SOON)
    sent = replace(lost, by=by)
    assert list(Booklet.objects.issued_in(2026)) == [sent.booklet]
    with pytest.raises(DomainError, match="un carnet a déjà été envoyé"):
        send_pass(person, programme=programme, channel="post", prescriber=person.followed_by, by=by, at=LATER)


def test_replaced_in_the_next_year_it_counts_for_the_first_one(lost, by, programme):
    sent = replace(lost, by=by, at=AT + timedelta(days=60))
    assert (sent.booklet.issued_on.year, sent.booklet.limit_year) == (2027, 2026)
    assert not Booklet.objects.issued_in(2027).exists()


def test_it_waits_for_the_post_and_for_the_coordination_to_decide_sooner(lost, by):
    with pytest.raises(DomainError, match="elle peut encore arriver"):
        replace(lost, by=by, at=SOON)
    assert replace(lost, by=by, at=SOON, decides=True).booklet.replaces_id == lost.booklet_id


def test_the_network_chooses_how_long(lost, by, scope):
    choose_for_passes(scope, lost_letter_days=2)
    lost = Letter.objects.get(pk=lost.pk)
    assert replace(lost, by=by, at=SOON).pk


def test_a_letter_that_was_handed_or_sent_waits_for_nothing(by, programme):
    letter = written(make_letter(by=by, programme=programme, channel=Channel.HAND))
    with pytest.raises(DomainError, match="n’est pas partie"):
        replace(letter, by=by, at=AT)
    letter = hand_over_letter(letter, by=by, at=AT)
    assert replace(letter, by=by, at=AT).channel == Channel.POST


def test_where_passes_served_the_coordination_decides_and_what_served_stays(lost, by):
    place = make_place(by=by)
    for one in passes_of(lost)[:4]:
        use(one, place, by=by, at=SOON)
    with pytest.raises(DomainError, match="La coordination décide"):
        replace(lost, by=by)
    sent = replace(lost, by=by, decides=True)
    before = Pass.objects.filter(booklet=lost.booklet_id)
    assert before.tally_words() == "4 utilisés, 6 rendus au fonds"
    assert list(Booklet.objects.issued_in(2026)) == [sent.booklet]


def test_a_replacement_is_replaced_by_the_coordination_alone(lost, by):
    second = posted(replace(lost, by=by), by=by, at=LATER)
    much_later = LATER + timedelta(days=9)
    with pytest.raises(DomainError, match="en remplace déjà un"):
        replace(second, by=by, at=much_later)
    third = replace(second, by=by, at=much_later, decides=True)
    assert list(Booklet.objects.issued_in(2026)) == [third.booklet]


def test_codes_of_the_replaced_booklet_are_refused_with_words(lost, by):
    code = passes_of(lost)[0]
    replace(lost, by=by)
    refusal = use(code, make_place(by=by), by=by, at=LATER)
    assert isinstance(refusal, ScanRefusal)
    assert refusal.reason == RefusalReason.REPLACED
    assert refusal.get_reason_display() == "Ce pass est remplacé par un autre carnet"


def test_what_cannot_be_replaced_changes_nothing(lost, by, programme):
    close_programme(programme, closed_on=LATER.date(), by=by, at=SOON)
    for decides in (False, True):
        with pytest.raises(DomainError, match="est fermé depuis"):
            replace(lost, by=by, decides=decides)
    with pytest.raises(DomainError, match="est fermé depuis"):
        ask_replacement(lost, by=by, at=LATER)
    assert Booklet.objects.get().cancelled_at is None
    assert Pass.objects.filter(state=PassState.ISSUED).count() == 10


def test_a_second_click_replaces_nothing_more(lost, by):
    replace(lost, by=by)
    with pytest.raises(DomainError, match="aucun pass à remplacer"):
        replace(lost, by=by)
    assert Booklet.objects.count() == 2


def test_an_envelope_that_is_used_up_lets_the_coordination_decide(lost, by, programme):
    change_programme(programme, envelope=programme.booklet_value, by=by, at=SOON)
    assert replace(lost, by=by).pk  # what comes back pays the new one


def test_a_replacement_cancelled_before_it_leaves_gives_no_third_booklet(lost, by, programme):
    """What was used of the first one counts; what replaces the cancelled one's successor counts in its place."""
    place, person = make_place(by=by), lost.booklet.beneficiary
    for one in passes_of(lost)[:4]:
        use(one, place, by=by, at=SOON)
    second = replace(lost, by=by, decides=True)
    assert read_code(place, passes_of(lost)[9].code, at=LATER).reason.startswith("Ce pass est remplacé")
    cancel_booklet(second.booklet, by=by, at=LATER)
    assert list(Booklet.objects.issued_in(2026)) == [lost.booklet]
    assert read_code(place, passes_of(lost)[9].code, at=LATER).reason == "Ce pass est annulé."
    with pytest.raises(DomainError, match="un carnet a déjà été envoyé"):
        send_pass(person, programme=programme, channel="post", prescriber=person.followed_by, by=by, at=LATER)


def test_of_three_that_replace_one_another_one_counts(lost, by):
    use(passes_of(lost)[0], make_place(by=by), by=by, at=SOON)
    second = posted(replace(lost, by=by, decides=True), by=by, at=LATER)
    third = replace(second, by=by, at=LATER + timedelta(days=9), decides=True)
    assert (second.booklet.first, third.booklet.first) == (lost.booklet, lost.booklet)
    assert list(Booklet.objects.issued_in(2026)) == [third.booklet]
    cancel_booklet(third.booklet, by=by, at=LATER + timedelta(days=9))
    assert list(Booklet.objects.issued_in(2026)) == [lost.booklet]


def test_nobody_replaces_for_a_person_whose_file_is_erased(lost, by):
    erase(lost.booklet.beneficiary, by=by, at=SOON)
    with pytest.raises(DomainError, match="a été anonymisée"):
        ask_replacement(Letter.objects.get(pk=lost.pk), by=by, at=SOON)


# -- Asked of the coordination


def broken(network):
    return {one.name: one.violations for one in prove(network) if one.violations}


def test_the_journal_says_who_asked_and_who_decided(lost, by, network):
    decline_replacement(ask_replacement(lost, by=make_user(), at=SOON), by=by, at=SOON)
    assert broken(network) == {}
    ask_replacement(lost, by=make_user(), at=SOON)
    replace(lost, by=by, at=SOON, decides=True)
    assert broken(network) == {}


def test_what_is_asked_ends_with_the_booklet_or_when_its_letter_leaves_again(lost, by, network):
    asked = ask_replacement(lost, by=make_user(), at=SOON)
    back = returned(lost, by=by)
    readdress(back, same_address=True, by=by, at=LATER)
    asked.refresh_from_db()
    assert asked.state == ApprovalState.WITHDRAWN
    again = posted(Letter.objects.get(pk=lost.pk), by=by, at=LATER)
    ask_replacement(again, by=make_user(), at=LATER)
    assert ReplacementRequest.objects.waiting().count() == 1
    withdraw(again.booklet, reason="Perdu", by=by, at=LATER)
    assert not ReplacementRequest.objects.waiting().exists()
    assert broken(network) == {}


def cancel_it(lost, asked, by):
    withdraw(lost.booklet, reason="Perdu", by=by, at=LATER)
    assert ReplacementRequest.objects.get(pk=asked.pk).decided_by == by


def let_it_expire(lost, asked, by):
    over = datetime.combine(lost.booklet.accepted_until + timedelta(days=LATE_DAYS + 1), time(9), tzinfo=AT.tzinfo)
    assert expire(lost.booklet, at=over) == 10
    assert ReplacementRequest.objects.get(pk=asked.pk).decided_by is None


def use_them_all(lost, asked, by):
    place = make_place(by=by)
    for one in lost.booklet.passes.all():
        use(one, place, by=by, at=LATER)


def forget_the_person(lost, asked, by):
    erase(lost.booklet.beneficiary, by=by, at=LATER)


@pytest.mark.parametrize("end", [cancel_it, let_it_expire, use_them_all, forget_the_person])
def test_what_is_asked_closes_by_itself_when_nothing_is_left_to_decide(lost, by, network, end):
    asked = ask_replacement(lost, by=make_user(), at=SOON)
    end(lost, asked, by)
    asked.refresh_from_db()
    assert asked.state == ApprovalState.WITHDRAWN
    assert JournalEntry.objects.filter(verb=Verb.REPLACEMENT_CLOSED, target_id=asked.pk).count() == 1
    assert broken(network) == {}


def test_it_is_asked_once_and_confirmed_by_another_person(lost, by):
    prescriber = make_user()
    asked = ask_replacement(lost, by=prescriber, at=SOON)
    with pytest.raises(DomainError, match="déjà demandé"):
        ask_replacement(lost, by=prescriber, at=SOON)
    replace(lost, by=by, at=SOON, decides=True)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (ApprovalState.CONFIRMED, by)
    with pytest.raises(DomainError, match="aucun pass"):
        ask_replacement(lost, by=prescriber, at=LATER)


def test_the_coordination_may_leave_the_booklet_as_it_is(lost, by):
    asked = ask_replacement(lost, by=make_user(), at=SOON)
    decline_replacement(asked, by=by, at=SOON)
    assert ReplacementRequest.objects.get().state == ApprovalState.WITHDRAWN
    with pytest.raises(DomainError, match="est retirée"):
        decline_replacement(asked, by=by, at=SOON)
    assert Pass.objects.filter(state=PassState.ISSUED).count() == 10
    assert ask_replacement(lost, by=make_user(), at=LATER).state == ApprovalState.WAITING


# -- One booklet replaces one


def test_the_database_refuses_a_second_replacement_of_a_booklet(lost, by):
    sent = replace(lost, by=by)
    third = replace(posted(sent, by=by, at=LATER), by=by, at=LATER + timedelta(days=9), decides=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booklet.objects.filter(pk=third.booklet_id).update(replaces=lost.booklet_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booklet.objects.filter(pk=third.booklet_id).update(replaces=third.booklet_id)


def test_a_replaced_booklet_with_a_valid_pass_is_found_at_night(lost, by, network):
    replace(lost, by=by)
    assert not {one.name: one.violations for one in prove(network)}["replaced_are_void"]
    Pass.objects.filter(booklet=lost.booklet_id, rank=1).update(state=PassState.ISSUED)
    assert len({one.name: one.violations for one in prove(network)}["replaced_are_void"]) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_of_two_clicks_at_once_one_replaces(network, monkeypatch, guarded):
    """Both have read that ten passes are left; without the locks of the person and the fund the second is refused last,
    by the row of the booklet itself.
    """
    with scoped_to(network):
        by = make_user()
        letter = posted(make_letter(by=by, programme=make_programme(by=by)), by=by)
    together = Barrier(2, timeout=60)
    if not guarded:
        from funding.passes.returns import actions

        real = actions.withdraw

        def both_have_read(booklet, **does):
            together.wait()
            return real(booklet, **does)

        monkeypatch.setattr(actions, "lock_person", lambda letter: letter.booklet.beneficiary)
        monkeypatch.setattr(actions, "locked", lambda fund: fund)
        monkeypatch.setattr(actions, "withdraw", both_have_read)
        monkeypatch.setattr(Letter.objects.all().__class__, "select_for_update", lambda self, **_: self)

    def click(_):
        try:
            with scoped_to(network):
                if guarded:
                    together.wait()
                return replace(Letter.objects.get(pk=letter.pk), by=by).pk
        except DomainError as refused:
            return str(refused)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(click, range(2)))
    refusals = [one for one in outcomes if isinstance(one, str)]
    assert len(refusals) == 1
    assert ("aucun pass à remplacer" in refusals[0]) == guarded
    with scoped_to(network):
        assert Letter.objects.filter(kind=LetterKind.PASSES).count() == 2
        assert Pass.objects.filter(state=PassState.ISSUED).count() == 10
