"""Pictures of items: shown to who may see the loan that they are of, taken off by the bank."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from equipment.actions import photos as actions
from equipment.models import Loan, LoanPhoto
from equipment.models.visibility import runs_the_bank
from inclusion.core.access import Member, Permission, requires
from inclusion.core.web.exports import attachment


def _seen_by(member: Member, pk: int) -> LoanPhoto:
    """A picture of a loan that the member may see, or any for the bank; nothing is found otherwise."""
    found = LoanPhoto.objects.select_related("document", "item", "loan_item__loan")
    if not runs_the_bank(member):
        found = found.filter(Q(loan_item__loan__in=Loan.objects.visible_to(member)))
    return get_object_or_404(found, pk=pk)


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture itself; one never changes, so that the browser keeps it."""
    document = _seen_by(request.member, pk).document
    response = attachment(
        document.data, filename=document.filename, media_type=document.media_type, inline=True
    )
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


@requires(Permission.EQUIPMENT_MANAGE)
def loan_photo_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take a picture off."""
    photo = _seen_by(request.member, pk)
    back = _page_of(photo)
    if request.method == "POST":
        actions.remove_photo(photo, by=request.user, at=timezone.now())
        messages.success(request, "La photo est retirée.")
        return redirect(back)
    context = {
        "question": f"Retirer la photo du matériel {photo.item}\u00a0?",
        "consequence": "Elle est effacée pour de bon. Le journal garde qu’elle a existé.",
        "action_label": "Retirer la photo",
        "danger": True,
        "cancel_url": back,
        "url": "",
    }
    return render(request, "layout/confirm.html", context)


def _page_of(photo: LoanPhoto) -> str:
    slug = photo.network.slug
    if photo.loan_item_id is not None:
        return reverse("loan_detail", args=[slug, photo.loan_item.loan_id])
    return photo.item.get_absolute_url()
