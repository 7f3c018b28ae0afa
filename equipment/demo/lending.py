"""Two school years of requests, loans, answers and what came of them, loaded by the actions of the bank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from equipment.demo.bank import Desk
from equipment.demo.shapes import Standing, Trial, Words
from equipment.enums import MdphStep
from equipment.feedback.actions import answer_by_link, give_feedback, move_mdph, note_outcome, open_link
from equipment.follow_up.rules import school_year, school_year_of
from equipment.inventory.models import Kit
from equipment.loans.actions import offers
from equipment.loans.actions.handover import ItemCheck, give_back, hand_over
from equipment.loans.actions.lifecycle import cancel, extend
from equipment.loans.enums import FeedbackAuthor
from equipment.loans.models.loans import Loan
from equipment.loans.models.requests import LoanRequest
from equipment.requests import actions as request_actions
from equipment.schools.actions import add_pupil
from inclusion.core.french.periods import stored_end
from inclusion.core.models.networks import User
from inclusion.demo.loading import moment

#: A family and a therapist answer so long after the return.
_SOON, _LATER = timedelta(days=1), timedelta(days=9)
#: How long the MDPH took to answer, in this demonstration.
_NOTIFIED_AFTER = timedelta(days=120)
_RECEIVED_BY = ("CPE", "Principale adjointe", "Coordination ULIS", "Professeur documentaliste", "Infirmière")


@dataclass
class Course:
    """A request on its way: what its events go on with."""

    desk: Desk
    key: str
    school: str
    loan: Loan | None = None
    request: LoanRequest | None = None

    @property
    def teacher(self) -> User:
        """Who asks in the name of the school."""
        partner = self.desk.schools[self.school].partner
        own = {person.partner: person.email for person in self.desk.story.loaded.data.colleagues}
        key = next(key for key, row in self.desk.story.loaded.partners.items() if row == partner)
        name = own[key].partition("@")[0] if key in own else "school"
        return self.desk.story.loaded.users[name]

    def by_school(self, on: date) -> dict[str, Any]:
        """The teacher on a day."""
        return {"by": self.teacher, "at": moment(on)}

    def form_key(self, author: str, rank: int) -> UUID:
        """The key of one form, the same whenever this is loaded."""
        return uuid5(NAMESPACE_URL, f"{self.key}/{author}/{rank}")

    def seen(self, condition: str, remark: str = "") -> list[ItemCheck]:
        """Every item of the loan that is not back, looked at and whole."""
        assert self.loan is not None
        rows = self.loan.loan_items.filter(returned_at=None).select_related("item__model")
        return [
            ItemCheck(
                row.item_id, condition, [{"label": label, "ok": True} for label in row.item.model.check_list], remark
            )
            for row in rows
        ]


def load_trials(desk: Desk, trials: Sequence[Trial]) -> None:
    """Note what happened in these trials; they are loaded with the story."""
    for rank, data in enumerate(trials):
        _load_trial(desk, data, rank)


def _load_trial(desk: Desk, data: Trial, rank: int) -> None:
    calendar = desk.calendar()
    start = calendar.next_open(data.start) or data.start
    due = calendar.next_open(data.due) or data.due
    asked = calendar.before(start, 5 + rank % 4)
    course = Course(desk, f"{data.school}/{data.pupil}/{data.wanted}/{data.start}", data.school)
    then = desk.story.then
    then(asked, lambda: _ask(course, data, start=start, due=due, on=asked))
    answered = calendar.after(asked, 1 + rank % 3)
    then(answered, lambda: _confirm(course, answered))
    then(start, lambda: _leave(course, start, rank))
    last = due
    if data.extended_to is not None:
        last = calendar.next_open(data.extended_to) or data.extended_to
        then(calendar.before(due, 3), lambda: _extend(course, last, calendar.before(due, 3)))
    back = (calendar.next_open(data.back) if data.back else None) or last
    then(back, lambda: _come_back(course, data, back))
    _load_words(course, data.words, data.need, back)
    if data.outcome:
        on = back + timedelta(days=5)
        then(on, lambda: _conclude(course, data, on))
        if data.outcome == "mdph_request" and rank % 2 == 0 and data.mdph != MdphStep.NOTIFIED:
            then(on + _NOTIFIED_AFTER, lambda: _notify(course, on + _NOTIFIED_AFTER))


def _ask(course: Course, data: Trial | Standing, *, start: date, due: date, on: date) -> None:
    """A request with its pupil, sent on the day on which it is begun."""
    school = course.desk.schools[course.school]
    wanted = course.desk.wanted(data.wanted)
    when = course.by_school(on)
    pupil = add_pupil(school, pseudonym=data.pupil, level=data.level, is_no_name=True, **when)
    notified = Loan.objects.filter(pupil=pupil, mdph_step=MdphStep.NOTIFIED).exists()
    fields: dict[str, Any] = {
        "start": start,
        "end": stored_end(due),
        "pupil": pupil,
        "needs": [data.need],
        "situation": data.situation,
        "mdph_step": MdphStep.NOTIFIED if notified else data.mdph,
        "kit" if isinstance(wanted, Kit) else "model": wanted,
    }
    if isinstance(data, Standing):
        fields["later_is_fine"] = data.later
        fields["also"] = [course.desk.wanted(name) for name in data.also]
    course.request = request_actions.begin_request(school, **fields, **when)
    if not (isinstance(data, Standing) and data.upto == "draft"):
        request_actions.send_request(course.request, **when)


def _confirm(course: Course, on: date) -> None:
    assert course.request is not None
    course.loan = request_actions.confirm_request(course.request, **course.desk.by(on))


def _leave(course: Course, on: date, rank: int) -> None:
    assert course.loan is not None
    course.loan = hand_over(
        course.loan, seen=course.seen("good"), received_by=_RECEIVED_BY[rank % len(_RECEIVED_BY)], **course.desk.by(on)
    )


def _extend(course: Course, due: date, on: date) -> None:
    assert course.loan is not None
    course.loan = extend(course.loan, end=stored_end(due), **course.by_school(on))


def _come_back(course: Course, data: Trial, on: date) -> None:
    assert course.loan is not None
    if data.lost:
        lost = list(course.loan.loan_items.values_list("item", flat=True))
        course.loan = give_back(course.loan, seen=[], lost=lost, **course.desk.by(on))
    else:
        course.loan = give_back(course.loan, seen=course.seen(data.worn, data.remark), **course.desk.by(on))


def _load_words(course: Course, words: Sequence[Words], need: str, back: date) -> None:
    """The school answers inside the portal, the others by their address, while it is open."""
    for rank, one in enumerate(words):
        on = back + (_SOON if one.author == FeedbackAuthor.SCHOOL else _LATER)
        course.desk.story.then(on, partial(_say, course, one, need=need, rank=rank, on=on))


def _say(course: Course, one: Words, *, need: str, rank: int, on: date) -> None:
    assert course.loan is not None
    said: dict[str, Any] = {
        "use": one.use,
        "helped": one.helped,
        "needs_helped": [need] if one.helped >= 3 else [],
        "what_helped": one.what_helped,
        "what_hindered": one.what_hindered,
        "wish": one.wish,
        "form_key": course.form_key(one.author, rank),
    }
    if one.author == FeedbackAuthor.SCHOOL:
        give_feedback(course.loan, author=one.author, **said, **course.by_school(on))
        return
    link = open_link(course.loan, author=one.author, **course.by_school(on))
    answer_by_link(link, at=moment(on), **said)


def _conclude(course: Course, data: Trial, on: date) -> None:
    assert course.loan is not None
    course.loan = note_outcome(
        course.loan, outcome=data.outcome, outcome_on=on, outcome_note=data.outcome_note, **course.by_school(on)
    )


def _notify(course: Course, on: date) -> None:
    """The school notes it on the loans of the pupil since then, too."""
    assert course.loan is not None
    since = Loan.objects.filter(pupil=course.loan.pupil, start__gte=course.loan.start)
    for loan in since.order_by("pk"):
        move_mdph(loan, mdph_step=MdphStep.NOTIFIED, **course.by_school(on))


def load_standing(desk: Desk, standing: Sequence[Standing], term: Sequence[Standing] = ()) -> None:
    """Note what is on its way today; its days are counted from today."""
    today = timezone.localdate()
    summer = school_year(school_year_of(today)).start
    begun = [data for data in term if desk.in_open_days(data.start, today=today) >= summer]
    for rank, data in enumerate([*standing, *begun]):
        _load_standing(desk, data, rank, today)


def _load_standing(desk: Desk, data: Standing, rank: int, today: date) -> None:
    calendar, then = desk.calendar(), desk.story.then
    start, due = (desk.in_open_days(count, today=today) for count in (data.start, data.due))
    # Holidays between them may make a loan too long.
    last = calendar.last_open(start + timedelta(days=desk.bank.longest_days))
    due = min(due, last or due)
    course = Course(desk, f"{data.school}/{data.pupil}/{data.wanted}/standing", data.school)
    asked = desk.in_open_days(-data.asked, today=today)
    then(asked, lambda: _ask(course, data, start=start, due=due, on=asked))
    answered = desk.in_open_days(-max(data.asked - 2, 1), today=today)
    if data.upto in ("booked", "cancelled", "out"):
        then(answered, lambda: _confirm(course, answered))
    if data.upto == "out":
        then(start, lambda: _leave(course, start, rank))
        _load_words(course, data.words, data.need, desk.in_open_days(-2, today=today) - _LATER)
    yesterday = desk.in_open_days(-1, today=today)
    if data.extended:
        longer = calendar.after(due, data.extended)
        then(yesterday, lambda: _extend(course, longer, yesterday))
    if data.upto == "cancelled":
        then(yesterday, lambda: _cancel(course, data.because, yesterday))
    if data.upto in ("waiting", "refused", "withdrawn"):
        then(answered, lambda: _answer(course, data, answered))


def _cancel(course: Course, because: str, on: date) -> None:
    assert course.loan is not None
    course.loan = cancel(course.loan, reason=because, **course.by_school(on))


def _answer(course: Course, data: Standing, on: date) -> None:
    assert course.request is not None
    if data.upto == "waiting":
        request_actions.let_wait(course.request, **course.desk.by(on))
    elif data.upto == "refused":
        offers.refuse_request(course.request, reason=data.because, **course.desk.by(on))
    else:
        offers.withdraw_request(course.request, **course.by_school(on))
