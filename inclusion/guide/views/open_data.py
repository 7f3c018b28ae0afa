"""Open data of the guide: a page that lists what there is, the files as they were prepared, who was left out."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.db.models.functions import Length
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_POST, require_safe

from inclusion.core import jobs, limits
from inclusion.core.access import MemberRequest, NetworkRequest, Permission, public_in_network, requires
from inclusion.core.french.names import shown_size
from inclusion.core.web.exports import attachment
from inclusion.guide.enums import GuideFileKind
from inclusion.guide.models import GuideFile, Place
from inclusion.guide.rules.standard import BY_NAME
from inclusion.guide.views.page import place_tabs
from inclusion.partners.models import Partner

#: Files that one address may fetch in a minute, and seconds after which one that is being prepared is there.
MAX_FILES, WAIT = 30, 120
#: How long a copy of a file is used before it is asked for again, in seconds.
FRESH_FOR = 300
SLOW_DOWN = "Trop de téléchargements depuis votre adresse. Attendez une minute, puis reprenez."
BEING_MADE = "Ce fichier est en cours de préparation. Revenez dans deux minutes."

#: What each kind is when it is fetched: its type, what its name says, its ending.
FORMATS = {
    GuideFileKind.CSV: ("text/csv; charset=utf-8", "lieux-de-mediation-numerique", "csv"),
    GuideFileKind.JSON: ("application/json", "lieux-de-mediation-numerique", "json"),
    GuideFileKind.STRUCTURES: ("application/json", "data-inclusion-structures", "json"),
    GuideFileKind.SERVICES: ("application/json", "data-inclusion-services", "json"),
    GuideFileKind.GUIDE: ("application/pdf", "guide-du-numerique", "pdf"),
}
#: What the page of open data shows, in its order: the name, for whom it is, what one row is called.
FILES = (
    (
        GuideFileKind.CSV,
        "Standard national des lieux, CSV",
        "Le tableau des 32 colonnes du standard national (version 1.0.2), pour la cartographie nationale, "
        "data.gouv.fr ou un tableur.",
        ("lieu", "lieux"),
    ),
    (
        GuideFileKind.JSON,
        "Standard national des lieux, JSON",
        "Les mêmes lieux et les mêmes champs, pour un programme.",
        ("lieu", "lieux"),
    ),
    (
        GuideFileKind.STRUCTURES,
        "data.inclusion, structures",
        "Les lieux au format data.inclusion (version 1), pour les annuaires de l’insertion.",
        ("structure", "structures"),
    ),
    (
        GuideFileKind.SERVICES,
        "data.inclusion, services",
        "Ce que proposent les lieux, au même format\u00a0: à joindre au fichier des structures.",
        ("service", "services"),
    ),
)


@public_in_network
@require_safe
def guide_file(request: NetworkRequest, kind: str) -> HttpResponse:
    """A file as it was prepared; nothing is computed here, and nothing but its own row is read of the guide."""
    if kind not in GuideFileKind.values:
        raise Http404(kind)
    address = get_adapter().get_client_ip(request)
    if not limits.consume("guide_file", address, most=MAX_FILES, seconds=60):
        return _said(SLOW_DOWN, status=429, wait=60)
    row = GuideFile.objects.defer("data", "faults").filter(kind=kind).exclude(made_at=None).first()
    if row is None or row.made_at is None:
        # It is prepared once for all who ask in these minutes.
        network = request.network
        if not Place.objects.exists():
            raise Http404("no place, no file")
        if limits.consume("guide_prepare", str(network.pk), most=1, seconds=WAIT):
            jobs.enqueue_best_effort("inclusion.tasks.prepare_guide_files", network_id=network.pk)
        return _said(BEING_MADE, status=503, wait=WAIT)
    etag, made = f'"{row.sha256}"', int(row.made_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=made)
    if response is None:
        response = _file(row, packed="gzip" in request.headers.get("Accept-Encoding", ""))
    response.headers["ETag"], response.headers["Last-Modified"] = etag, http_date(made)
    patch_cache_control(response, public=True, max_age=FRESH_FOR)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _said(sentence: str, *, status: int, wait: int) -> HttpResponse:
    response = HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(row: GuideFile, *, packed: bool) -> HttpResponse:
    """The bytes as they are kept, for whoever takes them so; unpacked for the others."""
    media_type, _, _ = FORMATS[GuideFileKind(row.kind)]
    packed = packed and row.is_packed
    data = bytes(row.data) if packed else row.content
    response = attachment(data, filename=_filename(row), media_type=media_type)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _filename(row: GuideFile) -> str:
    """As the standard names files: the day, who publishes, what it is, which territory."""
    _, what, ending = FORMATS[GuideFileKind(row.kind)]
    host = Partner.objects.filter(is_host=True).values_list("siret", flat=True).first()
    day = timezone.localdate(row.made_at).isoformat()
    return f"{'_'.join(filter(None, (day, host, what, row.network.slug)))}.{ending}"


@public_in_network
@require_safe
def guide_data(request: NetworkRequest) -> HttpResponse:
    """What is open data here: each file, its day, its size, its licence."""
    made = {
        row.kind: row
        for row in GuideFile.objects.defer("data", "faults").annotate(size=Length("data"))
        if row.made_at is not None
    }
    files = [
        {
            "title": title,
            "text": text,
            "row": made.get(kind),
            "size": shown_size(made[kind].size) if kind in made else "",
            "words": words,
            "url": reverse("guide_file", args=[request.network.slug, kind.value]),
        }
        for kind, title, text, words in FILES
    ]
    context = {"files": files, "made": bool(made), "any_place": Place.objects.open().exists()}
    return render(request, "inclusion/guide/guide_data.html", context)


@requires(Permission.GUIDE_MANAGE)
def guide_left_out(request: MemberRequest) -> HttpResponse:
    """Which places are not in the national files, and what to mend in each."""
    row = GuideFile.objects.defer("data").filter(kind=GuideFileKind.CSV).exclude(made_at=None).first()
    places = Place.objects.in_bulk([one["place"] for one in row.faults]) if row else {}
    left_out = [
        {
            "place": places[one["place"]],
            "reasons": [
                {"label": BY_NAME[reason["column"]].label, "reason": reason["reason"]} for reason in one["reasons"]
            ],
        }
        for one in (row.faults if row else [])
        if one["place"] in places
    ]
    without = Place.objects.without_pivot().count()
    context = {"row": row, "left_out": left_out, "without": without, "tabs": place_tabs(request.member, "left_out")}
    return render(request, "inclusion/guide/guide_left_out.html", context)


@requires(Permission.GUIDE_MANAGE)
@require_POST
def guide_prepare(request: MemberRequest) -> HttpResponse:
    """Have the files made now instead of within five minutes."""
    jobs.enqueue_best_effort("inclusion.tasks.prepare_guide_files", network_id=request.network.pk)
    messages.success(request, "Les fichiers se préparent. Ils sont à jour dans une minute ou deux.")
    return redirect("guide_left_out", request.network.slug)
