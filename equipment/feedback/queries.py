"""Reads of feedback: for the page of a loan, for the page of a model, trials without feedback."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Value

from equipment.bank.models import runs_the_bank
from equipment.enums import LoanState, Need, TrialOutcome
from equipment.feedback.enums import Helped, Use, Wish
from equipment.feedback.models import FeedbackLink, TrialFeedback
from equipment.feedback.rules import ASKED_AFTER, WHY_HIDDEN, Advice, Answer, Line, Trial, advise, inside
from equipment.inventory.models import EquipmentModel
from equipment.loans.enums import FeedbackAuthor
from equipment.loans.models.loans import Loan, LoanQuerySet
from equipment.schools.models import Pupil
from inclusion.core.french.names import so_many
from inclusion.core.roles import Permission

if TYPE_CHECKING:
    from inclusion.core.access import Member


@dataclass(frozen=True)
class AuthorLink:
    """The address of one kind of author: None while it was never opened."""

    author: FeedbackAuthor
    link: FeedbackLink | None
    is_open: bool
    answers: int


@dataclass(frozen=True)
class ShownAnswer:
    """One answer in words."""

    author: str
    given_at: object
    use: str
    helped: str
    needs: str
    what_helped: str
    what_hindered: str
    wish: str


@dataclass(frozen=True)
class FeedbackPanel:
    """What `equipment/feedback/feedback_panel.html` shows of a loan."""

    loan: Loan
    #: Whether the trial has begun: before, nothing can be said of it.
    begun: bool
    #: Whether the member may open addresses and note what came of it: the school of the loan, and the bank.
    may_give_feedback: bool
    author_links: list[AuthorLink]
    answers: list[ShownAnswer]


def may_give_feedback(member: "Member", loan: Loan) -> bool:
    """Whether the member says what the trial gave: the bank, and the school of the loan."""
    own = member.may(Permission.EQUIPMENT_BORROW) and loan.school.partner_id == member.partner.pk
    return own or runs_the_bank(member)


def feedback_panel(member: "Member", loan: Loan, today: date) -> FeedbackPanel:
    """The addresses, the answers and the outcome of a loan, for a member who may see the loan; two queries."""
    answers = list(TrialFeedback.objects.filter(loan=loan))
    links = {link.author: link for link in FeedbackLink.objects.filter(loan=loan)}
    author_links = []
    for author in FeedbackAuthor:
        link = links.get(author)
        given = sum(one.author == author for one in answers)
        author_links.append(AuthorLink(author, link, link is not None and link.is_open_on(today), given))
    return FeedbackPanel(
        loan=loan,
        begun=loan.state in (LoanState.OUT, LoanState.RETURNED),
        may_give_feedback=may_give_feedback(member, loan),
        author_links=author_links,
        answers=[in_words(one) for one in answers],
    )


def in_words(one: TrialFeedback) -> ShownAnswer:
    """An answer in the words of its form."""
    return ShownAnswer(
        author=one.get_author_display(),
        given_at=one.given_at,
        use=Use(one.use).label,
        helped=Helped(one.helped).label,
        needs=", ".join(Need(need).label for need in one.needs_helped),
        what_helped=one.what_helped,
        what_hindered=one.what_hindered,
        wish=Wish(one.wish).label if one.wish else "",
    )


def feedback_link_of(token: str) -> FeedbackLink | None:
    """The link with this address in the active network, with its loan."""
    found = FeedbackLink.objects.filter(token=token)
    return found.select_related("loan__model", "loan__kit", "loan__school").first()


def trials_without_feedback(member: "Member", *, on: date) -> LoanQuerySet:
    """Loans of the member's own school without any feedback, past half of their days or lately returned."""
    half = ExpressionWrapper((F("end") - F("start")) / Value(2), output_field=DurationField())
    feedback = TrialFeedback.objects.filter(loan=OuterRef("pk"))
    asked = Q(state=LoanState.OUT) | Q(state=LoanState.RETURNED, returned_at__date__gte=on - ASKED_AFTER)
    return (
        Loan.objects.with_until()
        .filter(asked, school__partner=member.partner, outcome="")
        .filter(~Exists(feedback))
        .annotate(half_days=half)
        .filter(Q(state=LoanState.RETURNED) | Q(half_days__lte=Value(on) - F("start")))
        .select_related("model", "kit", "pupil", "school")
        .order_by("until", "pk")
    )


# -- Trials of a pupil, one after the other


@dataclass(frozen=True)
class PupilTrial:
    """One trial of a pupil, for what, and how much the answers say that it helped, the last first."""

    loan: Loan
    needs: str
    helped: tuple[str, ...]


def trials_of(pupil: Pupil, member: "Member") -> list[PupilTrial]:
    """What a pupil tried or will, of what this member may see, the last first: two queries."""
    seen = Loan.objects.visible_to(member).filter(pupil=pupil).exclude(state=LoanState.CANCELLED)
    loans = list(seen.select_related("model", "kit", "network").order_by("-start", "-pk"))
    answers: dict[int, list[str]] = defaultdict(list)
    for loan, author, helped in (
        TrialFeedback.objects.filter(loan__in=loans)
        .order_by("-given_at", "-pk")
        .values_list("loan", "author", "helped")
    ):
        answers[loan].append(f"{FeedbackAuthor(author).label}\u00a0: {inside(Helped(helped).label)}")
    return [
        PupilTrial(loan, inside(", ".join(Need(one).label for one in loan.needs)), tuple(answers[loan.pk]))
        for loan in loans
    ]


def trials_said(trials: list[PupilTrial], *, sees_all: bool) -> str:
    """« a essayé 3 matériels : 1 gardé, 1 abandonné », of those that left the bank.

    `sees_all`: whether the reader may see each of them; who may not reads so, whether there are more or not.
    """
    begun = [one.loan for one in trials if one.loan.state in (LoanState.OUT, LoanState.RETURNED)]
    if not begun:
        return "n’a encore rien essayé" if sees_all else "n’a encore rien essayé que vous puissiez voir"
    outcomes = Counter(TrialOutcome(one.outcome).label for one in begun if one.outcome)
    said = ", ".join(f"{count} «\u00a0{inside(label)}\u00a0»" for label, count in outcomes.items())
    words = so_many(len(begun), "matériel", "matériels") + ("" if sees_all else " que vous pouvez voir")
    return f"a essayé {words}" + (f"\u00a0: {said}" if said else ", sans suite notée")


# -- Trials of a model, for its page in the catalogue

#: How an outcome that nobody has noted yet is named.
NOT_KNOWN = "Pas encore connue"


@dataclass(frozen=True)
class AdviceLine:
    """A line in words; `trials` is None where it is hidden."""

    label: str
    trials: int | None
    helped: str


@dataclass(frozen=True)
class ShownAdvice:
    """What `equipment/feedback/advice_panel.html` shows."""

    any: bool
    trials: int | None
    helped: str
    by_need: list[AdviceLine]
    by_author: list[AdviceLine]
    outcomes: list[AdviceLine]
    #: Why something is not shown; empty where all is.
    why: str


def advice_for(model: EquipmentModel) -> ShownAdvice:
    """What the trials of this model taught, in words, small groups hidden; one query."""
    advice = advise(_trials_of(model), needs=Need.values, authors=FeedbackAuthor.values)
    return _in_words(advice)


def _trials_of(model: EquipmentModel) -> list[Trial]:
    """Its loans that somebody answered about; a loan without a pupil counts as one of its own."""
    rows = TrialFeedback.objects.filter(loan__model=model).order_by("loan", "pk")
    fields = ("loan_id", "loan__pupil_id", "loan__needs", "loan__outcome", "author", "helped")
    answers: dict[int, list[Answer]] = defaultdict(list)
    loans: dict[int, tuple[object, tuple[str, ...], str]] = {}
    for loan, pupil, needs, outcome, author, helped in rows.values_list(*fields):
        answers[loan].append(Answer(author, helped))
        loans[loan] = (pupil or ("loan", loan), tuple(needs), outcome)
    return [Trial(pupil, needs, tuple(answers[key]), outcome) for key, (pupil, needs, outcome) in loans.items()]


def _in_words(advice: Advice) -> ShownAdvice:
    return ShownAdvice(
        any=advice.any,
        trials=advice.trials,
        helped=_helped(advice.helped),
        by_need=[_in_words_line(line, Need(line.key).label) for line in advice.by_need],
        by_author=[_in_words_line(line, FeedbackAuthor(line.key).label) for line in advice.by_author],
        outcomes=[
            _in_words_line(line, TrialOutcome(line.key).label if line.key else NOT_KNOWN) for line in advice.outcomes
        ],
        why=WHY_HIDDEN if advice.hides else "",
    )


def _in_words_line(line: Line, label: str) -> AdviceLine:
    return AdviceLine(label, line.trials, _helped(line.helped))


def _helped(level: int | None) -> str:
    return Helped(level).label if level else ""
