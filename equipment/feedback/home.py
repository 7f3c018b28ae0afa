"""Feedback on the page of a loan, and on home pages: trials without feedback, what came of the last ones."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from equipment.bank.models import is_dsden, is_mdph
from equipment.enums import LoanState, MdphStep
from equipment.feedback.papers import mail_address
from equipment.feedback.queries import AuthorLink, feedback_panel, trials_without_feedback
from equipment.loans.models.loans import Loan
from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Picture, Subject, Todo, register_pictures, register_todos
from inclusion.core.registry.panels import register_panel

#: How many trials are named one by one on a home page.
NAMED = 3


def panel_of(request: MemberRequest, loan: Loan) -> tuple[str, dict[str, Any]]:
    """The panel of a loan's page: what its trial gave, and how to ask."""
    panel = feedback_panel(request.member, loan, timezone.localdate())
    addresses = [_address(request, one) for one in panel.author_links] if panel.may_give_feedback else []
    return "equipment/feedback/feedback_panel.html", {**vars(panel), "addresses": addresses}


def _address(request: HttpRequest, one: AuthorLink) -> dict[str, Any]:
    if not one.is_open or one.link is None:
        return {"author_link": one, "address": "", "mail": ""}
    address = request.build_absolute_uri(one.link.get_absolute_url())
    return {"author_link": one, "address": address, "mail": mail_address(one.link, address=address)}


register_panel("loan_detail", panel_of)


@register_todos(
    Permission.EQUIPMENT_BORROW, lambda member, today: [(trials_without_feedback(member, on=today), "until")], order=60
)
def feedback_cards(member: Member, today: date) -> list[Todo]:
    """For a school: trials past half of their days, or over, of which nobody said anything; the others in one line."""
    waiting = list(trials_without_feedback(member, on=today))
    slug, rest = member.network.slug, waiting[NAMED:]
    todos = [_todo(loan, slug) for loan in waiting[:NAMED]]
    if rest:
        todos.append(
            Todo(
                title=so_many(len(rest), "autre essai attend un retour", "autres essais attendent un retour"),
                detail="trois minutes pour chacun",
                action="Voir les prêts",
                url=reverse("loan_list", args=[slug]),
                due=rest[0].last_day,
            )
        )
    return todos


def _todo(loan: Loan, slug: str) -> Todo:
    whom = f", pour {loan.pupil}" if loan.pupil else ""
    over = loan.state == LoanState.RETURNED
    detail = "le matériel est rendu" if over else f"l’essai court jusqu’au {plain_date(loan.due)}"
    return Todo(
        title=f"Faites le bilan de l’essai\u00a0: {loan.lent}{whom}",
        detail=detail,
        action="Répondre",
        url=reverse("feedback_write", args=[slug, loan.pk]),
        due=loan.last_day,
    )


#: How many pupils the picture names.
MAX_PUPILS = 5


@register_pictures(
    Permission.EQUIPMENT_FOLLOW,
    lambda member, today: [Loan.objects.exclude(outcome="")] if member.only_reads else [],
    order=24,
    subject=Subject.PEOPLE,
)
def latest_outcomes(member: Member, today: date) -> Picture | None:
    """For the DSDEN and the MDPH: the pupils whose trial came to something last, each with a page."""
    if not (is_dsden(member) or is_mdph(member)):
        return None
    seen = Loan.objects.visible_to(member).filter(pupil__forgotten_at=None).exclude(pupil=None).exclude(outcome="")
    loans = list(seen.select_related("pupil__network", "model", "kit").order_by("-outcome_on", "-pk")[:MAX_PUPILS])
    files = Loan.objects.visible_to(member).exclude(state=LoanState.CANCELLED).filter(pupil__forgotten_at=None)
    answered = files.filter(mdph_step=MdphStep.NOTIFIED).exclude(pupil=None).values("pupil")
    waiting = files.filter(mdph_step=MdphStep.REQUESTED).exclude(pupil=None).exclude(pupil__in=answered)
    pupils = waiting.order_by().values("pupil").distinct().count()
    if not loans:
        return None
    slug = member.network.slug
    return Picture(
        heading="Les élèves, essai par essai",
        sentence=so_many(pupils, "élève attend", "élèves attendent") + " une réponse de la MDPH",
        template="equipment/feedback/outcomes_picture.html",
        context={"lines": [(loan, reverse("pupil_detail", args=[slug, loan.pupil_id])) for loan in loans]},
        foot=f"Dernières suites notées, au {plain_date(today)}",
        action="Voir tous les prêts",
        url=reverse("loan_list", args=[slug]),
    )
