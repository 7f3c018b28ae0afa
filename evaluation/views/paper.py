"""What a campaign has on paper: its poster, its questionnaire."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from evaluation.documents.paper_forms import paper_pdf
from evaluation.documents.posters import poster_pdf
from evaluation.views.tabs import visible_campaign
from inclusion.core.access import Permission, requires
from inclusion.core.web import parameters
from inclusion.core.web.exports import attachment


@requires(Permission.EVALUATION_VIEW)
def paper_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The poster of a campaign that has an open link; `?lieu=` gives that of one structure."""
    campaign = visible_campaign(request.member, pk)
    if not campaign.by_link:
        raise Http404
    structure = None
    if "lieu" in request.GET:
        found = campaign.structures.select_related("partner")
        structure = get_object_or_404(found, pk=parameters.key(request.GET["lieu"]))
    data = poster_pdf(campaign, structure)
    return attachment(data, filename="affiche.pdf", media_type="application/pdf", inline=True)


@requires(Permission.EVALUATION_VIEW)
def paper_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole questionnaire of a campaign, to be printed."""
    data = paper_pdf(visible_campaign(request.member, pk))
    return attachment(data, filename="questionnaire.pdf", media_type="application/pdf", inline=True)
