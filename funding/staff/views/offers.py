"""Offers to fill a post: published and retracted by who keeps the post, read by everybody."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.staff import actions
from funding.staff.forms import JobOfferForm
from funding.staff.models import JobOffer, StaffPost
from funding.staff.queries import kept_post
from funding.staff.views.steps import form_page
from inclusion.core.access import MemberRequest, NetworkRequest, Permission, public_in_network, requires
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted


@requires(Permission.POSTS_REQUEST)
def offer_publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Publish an offer to fill a post."""
    post = kept_post(request.member, pk)
    form = JobOfferForm(request.POST or None, post=post)
    offer = submitted(request, form, lambda data: actions.publish_offer(post, **data, **stamp(request)))
    if offer:
        messages.success(request, "L’offre est publiée\u00a0: chacun peut la lire dès maintenant.")
        return redirect(offer)
    return form_page(post, request, form, "Publier une offre d’emploi", "Publier cette offre")


@requires(Permission.POSTS_REQUEST)
def offer_retract(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take an offer off the public pages."""
    mine = JobOffer.objects.filter(post__in=StaffPost.objects.editable_by(request.member))
    offer = get_object_or_404(mine.select_related("post__network"), pk=pk)
    return confirmed(
        request,
        lambda: actions.retract_offer(offer, **stamp(request)),
        done="L’offre est retirée\u00a0: plus personne ne peut la lire.",
        back=offer.post,
        question=f"Retirer l’offre «\u00a0{offer}\u00a0»\u00a0?",
        consequence="Elle disparaît aussitôt de la page publique. Une autre peut être publiée ensuite.",
        action_label="Retirer cette offre",
    )


@public_in_network
def job_offer_list(request: NetworkRequest) -> HttpResponse:
    """The offers to which one may answer today."""
    found = JobOffer.objects.open_on(timezone.localdate()).select_related("network", "post__employer")
    return render(request, "funding/staff/job_offer_list.html", {"offers": list(found)})


@public_in_network
def job_offer(request: NetworkRequest, pk: int) -> HttpResponse:
    """One offer; of one that is closed no word is shown but that it is."""
    found = JobOffer.objects.select_related("network", "post__employer", "post__territory")
    offer = get_object_or_404(found, pk=pk)
    is_open = offer.closed_at is None and offer.apply_before > timezone.localdate()
    context = {"offer": offer if is_open else None}
    return render(request, "funding/staff/job_offer.html", context, status=200 if is_open else 410)
