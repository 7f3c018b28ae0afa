"""Links that take one answer: made, and taken away as slips or rows."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from evaluation.actions.campaigns import make_links
from evaluation.documents.link_sheets import MAX_SLIPS, rows_of, slips_pdf
from evaluation.enums import CampaignState
from evaluation.forms.links import LinksForm
from evaluation.models import AnswerLink, Campaign
from evaluation.rules.participation import reached
from evaluation.views.tabs import tabs, visible_campaign
from inclusion.core.access import Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web import exports, parameters
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted


@requires(Permission.EVALUATION_MANAGE)
def campaign_links(request: HttpRequest, pk: int) -> HttpResponse:
    """The links of a campaign, and more of them; `?export=pdf|csv|xlsx` gives those from number `de` to `a`."""
    campaign = visible_campaign(request.member, pk)
    if (asked := request.GET.get("export")) and request.method != "POST":
        return _file(campaign, _wanted(campaign, request.GET), asked)
    form = LinksForm(request.POST or None, campaign=campaign)
    made = submitted(
        request, form, lambda data: make_links(campaign, **data, by=request.user, at=timezone.now())
    )
    if made:
        messages.success(request, f"{so_many(len(made), 'lien créé', 'liens créés')}.")
        numbers = urlencode({"de": made[0].number, "a": made[-1].number})
        return redirect(f"{reverse('campaign_links', args=[request.network.slug, pk])}?{numbers}")
    context = {
        "campaign": campaign,
        "form": form,
        "is_closed": campaign.state == CampaignState.CLOSED,
        "told": _link_rows(campaign),
        "sheets": _sheets(_wanted(campaign, request.GET)),
        "tabs": tabs(request.member, "surveys"),
    }
    return render(request, "evaluation/campaign_links.html", context)


def _wanted(campaign: Campaign, asked: Any) -> Any:
    """The links whose numbers the address names; all where it names none."""
    found = AnswerLink.objects.filter(campaign=campaign).select_related(
        "campaign__version", "campaign__network", "structure__partner"
    )
    first, last = parameters.whole(asked.get("de")), parameters.whole(asked.get("a"))
    if first is not None:
        found = found.filter(number__gte=first)
    if last is not None:
        found = found.filter(number__lte=last)
    return found.order_by("number")


def _file(campaign: Campaign, wanted: Any, asked: str) -> HttpResponse:
    if asked in exports.FORMATS:
        return exports.export(rows_of(wanted), fmt=asked, name="liens")
    if not (links := list(wanted[:MAX_SLIPS])):
        return redirect("campaign_links", campaign.network.slug, campaign.pk)
    return attachment(
        slips_pdf(campaign, links), filename="liens.pdf", media_type="application/pdf", inline=True
    )


def _link_rows(campaign: Campaign) -> list[dict[str, Any]]:
    """For each structure how many links there are, and how many were used as far as it is told."""
    rows = (
        AnswerLink.objects.filter(campaign=campaign)
        .order_by("structure__partner__name", "structure")
        .values("structure__partner__name")
        .annotate(made=Count("pk"), used=Count("pk", filter=Q(used_on__isnull=False)))
    )
    return [
        {
            "place": row["structure__partner__name"] or "Aucune structure en particulier",
            "made": row["made"],
            "used": reached(row["used"]).words,
        }
        for row in rows
    ]


def _sheets(wanted: Any) -> list[dict[str, Any]]:
    """The files of slips, as many as it takes: the first and last number of each."""
    numbers = list(wanted.values_list("number", flat=True))
    parts = (numbers[at : at + MAX_SLIPS] for at in range(0, len(numbers), MAX_SLIPS))
    return [{"first": some[0], "last": some[-1], "count": len(some)} for some in parts]
