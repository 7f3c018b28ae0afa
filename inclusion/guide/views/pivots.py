"""Places without a SIRET, which the national files cannot take: the structure's own, or a list that is pasted."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.guide.actions import pivots
from inclusion.guide.forms.imports import PastedSiretsForm
from inclusion.guide.models import Place
from inclusion.guide.views.page import place_tabs

#: So many places are listed.
SHOWN = 300


@requires(Permission.GUIDE_MANAGE)
def place_siret_list(request: MemberRequest) -> HttpResponse:
    """The open places without a number; what is pasted is tried first, and written when that is asked."""
    if "shown" in request.POST:
        return perform(
            request,
            lambda: pivots.apply_shown(request.POST["shown"], **stamp(request)),
            done=lambda count: f"{so_many(count, 'lieu a', 'lieux ont')} maintenant un SIRET.",
            back=reverse("place_siret_list", args=[request.network.slug]),
        )
    form = PastedSiretsForm(request.POST if request.method == "POST" else None)
    tried = submitted(request, form, lambda data: pivots.read_pasted(data["pasted"])) or []
    places = Place.objects.without_pivot()
    context = {
        "form": form,
        "total": places.count(),
        "places": places.select_related("partner")[:SHOWN],
        "own": places.exclude(partner=None).exclude(partner__siret="").count(),
        "tried": tried,
        "good": sum(not line.problem for line in tried),
        "shown": pivots.shown_pairs(tried),
        "tabs": place_tabs(request.member, "left_out"),
    }
    return render(request, "inclusion/guide/place_siret_list.html", context)


@requires(Permission.GUIDE_MANAGE)
@require_POST
def place_siret_take(request: MemberRequest) -> HttpResponse:
    """Give the places the SIRET of the structure that keeps each of them."""
    return perform(
        request,
        lambda: pivots.take_partner_sirets(**stamp(request)),
        done=lambda count: f"{so_many(count, 'lieu porte', 'lieux portent')} le SIRET de sa structure.",
        back=reverse("place_siret_list", args=[request.network.slug]),
    )
