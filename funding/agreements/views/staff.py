"""The agreements that pay a post of the register."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.agreements.actions import staff as actions
from funding.agreements.forms import AgreementFteForm
from funding.staff.models import AgreementFte
from funding.staff.queries import kept_post
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted


@requires(Permission.POSTS_DECIDE)
def agreement_fte_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Note which agreement pays how many FTE of a post."""
    post = kept_post(request.member, pk)
    form = AgreementFteForm(request.POST or None, post=post, today=timezone.localdate())
    row = submitted(request, form, lambda data: actions.add_agreement_fte(post, **data, **stamp(request)))
    if row:
        messages.success(request, f"C’est noté\u00a0: la convention {row.agreement.reference} paie ce poste.")
        return redirect(post)
    context = {
        "post": post,
        "form": form,
        "title": "Noter la convention qui le paie",
        "action_label": "Noter cette convention",
    }
    return render(request, "funding/staff/staff_step.html", context)


@requires(Permission.POSTS_DECIDE)
def agreement_fte_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take back that an agreement pays a part of a post."""
    row = get_object_or_404(AgreementFte.objects.select_related("post__network", "agreement"), pk=pk)
    return confirmed(
        request,
        lambda: actions.remove_agreement_fte(row, **stamp(request)),
        done="Cette convention ne paie plus ce poste.",
        back=row.post,
        question=f"La convention {row.agreement.reference} ne paie-t-elle plus ce poste\u00a0?",
        consequence="Les euros de la convention ne changent pas\u00a0: seul le lien avec le poste est retiré.",
        action_label="Retirer ce lien",
    )
