"""Pages of trial feedback: for members, and for whoever has an address without an account."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from equipment.bank.models import sees_all_schools
from equipment.bank.queries import the_bank
from equipment.feedback import actions
from equipment.feedback.actions import answer_by_link
from equipment.feedback.forms import FeedbackForm, MdphForm, MemberFeedbackForm, OutcomeForm
from equipment.feedback.models import FeedbackLink
from equipment.feedback.papers import slip_pdf, trial_report_pdf
from equipment.feedback.queries import feedback_link_of, may_give_feedback, trials_of, trials_said
from equipment.feedback.rules import inside
from equipment.loans.enums import FeedbackAuthor
from equipment.loans.models.loans import Loan
from equipment.loans.queries import visible_loan
from equipment.schools.models import Pupil
from equipment.tabs import tabs
from inclusion.core import limits
from inclusion.core.access import (
    Member,
    MemberRequest,
    NetworkRequest,
    Permission,
    public_in_network,
    requires,
    unlisted,
)
from inclusion.core.web.acting import formed, perform, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted


@requires(Permission.EQUIPMENT_FOLLOW)
def pupil_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """What a pupil tried and what came of it: for the own school, and for who may see one of these loans."""
    member = request.member
    pupil = get_object_or_404(Pupil.objects.select_related("school", "network"), pk=pk, forgotten_at=None)
    trials = trials_of(pupil, member)
    is_own = member.may(Permission.EQUIPMENT_BORROW) and pupil.school.partner_id == member.partner.pk
    if not (trials or is_own):
        raise Http404
    context = {
        "pupil": pupil,
        "trials": trials,
        "headline": trials_said(trials, sees_all=is_own or sees_all_schools(member)),
        "is_own": is_own,
        "today": timezone.localdate(),
        "tabs": tabs(member, "requests" if is_own else "loans"),
    }
    return render(request, "equipment/feedback/pupil_detail.html", context)


def loan_for_feedback(member: Member, pk: int) -> Loan:
    """The loan with this key, if the member says what its trial gave; nothing is found otherwise."""
    loan = visible_loan(member, pk)
    if not may_give_feedback(member, loan):
        raise Http404
    return loan


def _link_for_feedback(member: Member, pk: int) -> FeedbackLink:
    link = get_object_or_404(FeedbackLink.objects.select_related("loan"), pk=pk)
    loan_for_feedback(member, link.loan_id)
    return link


def _back(loan: Loan) -> str:
    return f"{loan.get_absolute_url()}#essai"


def address_of(link: FeedbackLink, request: HttpRequest) -> str:
    """The whole address of a link, as it is copied and printed."""
    return request.build_absolute_uri(link.get_absolute_url())


@requires(Permission.EQUIPMENT_MANAGE, Permission.EQUIPMENT_BORROW)
@require_POST
def feedback_open(request: MemberRequest, pk: int, author: str) -> HttpResponse:
    """Open the address of one kind of author, or open it again."""
    loan = loan_for_feedback(request.member, pk)
    if author not in FeedbackAuthor.values:
        raise Http404
    return perform(
        request,
        lambda: actions.open_link(loan, author=author, **stamp(request)),
        done=lambda link: f"Le lien est ouvert. À donner maintenant\u00a0: {inside(link.get_author_display())}.",
        back=_back(loan),
    )


@requires(Permission.EQUIPMENT_MANAGE, Permission.EQUIPMENT_BORROW)
@require_POST
def feedback_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Take no answers at this address any more."""
    link = _link_for_feedback(request.member, pk)
    actions.close_link(link, **stamp(request))
    messages.success(request, "Le lien est fermé. Les réponses reçues sont gardées.")
    return redirect(_back(link.loan))


@requires(Permission.EQUIPMENT_MANAGE, Permission.EQUIPMENT_BORROW)
def feedback_slip(request: MemberRequest, pk: int) -> HttpResponse:
    """The sheet to give with the equipment, with a code for telephones."""
    link = _link_for_feedback(request.member, pk)
    data = slip_pdf(link, address=address_of(link, request))
    return attachment(data, filename=f"avis-{link.loan}-{link.author}.pdf", media_type="application/pdf", inline=True)


@requires(Permission.EQUIPMENT_MANAGE, Permission.EQUIPMENT_BORROW)
def feedback_write(request: MemberRequest, pk: int) -> HttpResponse:
    """Write feedback as a member, for oneself or on behalf of somebody else."""
    loan = loan_for_feedback(request.member, pk)
    form = MemberFeedbackForm(request.POST or None)
    if request.method == "POST" and form.may_be_kept():
        given = submitted(request, form, lambda data: actions.give_feedback(loan, **form.answers(), **stamp(request)))
        if given:
            messages.success(request, "Ce retour est gardé. Merci\u00a0: il aide à conseiller les suivants.")
            return redirect(_back(loan))
    context = {"loan": loan, "form": form, "tabs": tabs(request.member, "loans")}
    return render(request, "equipment/feedback/feedback_write.html", context)


@requires(Permission.EQUIPMENT_MANAGE, Permission.EQUIPMENT_BORROW)
def loan_outcome(request: MemberRequest, pk: int) -> HttpResponse:
    """Note what came of the trial."""
    loan = loan_for_feedback(request.member, pk)
    known = {name: getattr(loan, name) for name in ("outcome", "outcome_on", "outcome_note")}
    return formed(
        request,
        OutcomeForm(request.POST or None, initial=known if loan.outcome else None),
        lambda data: actions.note_outcome(loan, **data, **stamp(request)),
        done=lambda noted: f"La suite de l’essai est notée\u00a0: {inside(noted.get_outcome_display())}.",
        then=_back(loan),
        back=loan,
        action_label="Noter la suite de l’essai",
        title=f"Suite de l’essai {loan}",
        heading="Qu’est devenu cet essai\u00a0?",
        trail=(loan, "Suite de l’essai"),
        lead=f"{loan.lent}, {loan.period}{f', pour {loan.pupil}' if loan.pupil else ''}. «\u00a0Demande faite à la "
        "MDPH\u00a0» note aussi que la demande est déposée, et ouvre ce prêt à la MDPH (maison départementale des "
        "personnes handicapées).",
        tabs=tabs(request.member, "loans"),
    )


@requires(Permission.EQUIPMENT_MANAGE, Permission.EQUIPMENT_BORROW)
def loan_mdph(request: MemberRequest, pk: int) -> HttpResponse:
    """Note the step of the pupil's file at the MDPH."""
    loan = loan_for_feedback(request.member, pk)
    return formed(
        request,
        MdphForm(request.POST or None, initial={"mdph_step": loan.mdph_step}),
        lambda data: actions.move_mdph(loan, **data, **stamp(request)),
        done=lambda moved: f"Démarche auprès de la MDPH\u00a0: {inside(moved.get_mdph_step_display())}.",
        then=_back(loan),
        back=loan,
        action_label="Noter cette étape",
        title=f"Démarche MDPH du prêt {loan}",
        heading="Où en est la démarche auprès de la MDPH\u00a0?",
        trail=(loan, "Démarche MDPH"),
        lead="La MDPH est la maison départementale des personnes handicapées. "
        "Dès qu’une demande est déposée, elle peut lire ce prêt et ses retours.",
        tabs=tabs(request.member, "loans"),
    )


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_report(request: MemberRequest, pk: int) -> HttpResponse:
    """The report of the trial, for whoever may see the loan: the school, the bank, the DSDEN, the MDPH."""
    loan = visible_loan(request.member, pk)
    if loan.state not in actions.TRIED:
        raise Http404
    data = trial_report_pdf(loan, bank_name=the_bank().name, on=timezone.localdate())
    return attachment(data, filename=f"bilan-essai-{loan}.pdf", media_type="application/pdf", inline=True)


# -- Public pages of feedback: six questions, without an account, and thanks

#: Pages that one address of the internet may open in a minute, and answers that it may send in ten: a whole school
#: shares one.
MAX_PAGES, MAX_ANSWERS = 60, 40
SLOW_DOWN = (
    "Beaucoup de réponses viennent d’être envoyées d’ici. Attendez dix minutes, puis envoyez de nouveau\u00a0: "
    "ce que vous avez écrit est gardé sur cette page."
)


def _may(action: str, request: HttpRequest, *, most: int, seconds: int) -> bool:
    return limits.consume(action, get_adapter().get_client_ip(request), most=most, seconds=seconds)


@unlisted
@public_in_network
@never_cache
def feedback_public(request: NetworkRequest, token: str) -> HttpResponse:
    """The six questions of one kind of author, or why nothing can be answered here."""
    if not _may("feedback_page", request, most=MAX_PAGES, seconds=60):
        return render(request, "equipment/feedback/feedback_closed.html", {"link": None, "slow": True}, status=429)
    link = feedback_link_of(token)
    if link is None or (request.method != "POST" and not link.is_open_on(timezone.localdate())):
        closed = {"link": link, "slow": False}
        return render(request, "equipment/feedback/feedback_closed.html", closed, status=200 if link else 404)
    form = FeedbackForm(request.POST or None, author=link.author)
    if request.method == "POST" and form.may_be_kept() and _kept(request, link, form):
        return redirect("feedback_thanks", request.network.slug, token)
    context = {"link": link, "form": form, "family": link.author == FeedbackAuthor.FAMILY}
    status = 429 if SLOW_DOWN in form.non_field_errors() else 200
    return render(request, "equipment/feedback/feedback_public.html", context, status=status)


def _kept(request: HttpRequest, link: FeedbackLink, form: FeedbackForm) -> bool:
    """Keep the answer unless too many come from here; what was written stays on the page."""
    if not _may("feedback_answer", request, most=MAX_ANSWERS, seconds=600):
        form.add_error(None, SLOW_DOWN)
        return False
    given = submitted(request, form, lambda data: answer_by_link(link, **form.answers(), at=timezone.now()))
    return given is not None


@unlisted
@public_in_network
@never_cache
def feedback_thanks(request: NetworkRequest, token: str) -> HttpResponse:
    """The answer has arrived; another one may follow later in the trial."""
    link = feedback_link_of(token)
    if link is None:
        return render(request, "equipment/feedback/feedback_closed.html", {"link": None, "slow": False}, status=404)
    context = {"link": link, "again": link.is_open_on(timezone.localdate())}
    return render(request, "equipment/feedback/feedback_thanks.html", context)
