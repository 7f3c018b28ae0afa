"""Pages of answering: public page, link of one answer, kiosk; posters, paper and its entry, links."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from evaluation.enums import CampaignState, Channel
from evaluation.questionnaires.labels import FRENCH, LANGUAGES, languages_of, translated, word
from evaluation.surveys.actions import answer_blocker, make_links, refusal_reason
from evaluation.surveys.answers.actions import (
    ALREADY_USED,
    KIOSK_SHUT,
    Kiosk,
    Submission,
    enter_paper,
    keep_unfinished,
    kiosk_key,
    kiosk_of,
    link_of,
    take_answer,
    take_single_answer,
)
from evaluation.surveys.answers.forms import LANGUAGE, MAX_COUNTED, PLACE, AnswerSheet, KioskForm, LinksForm, PaperForm
from evaluation.surveys.answers.papers import MAX_SLIPS, paper_pdf, poster_pdf, rows_of, slips_pdf
from evaluation.surveys.models import AnswerLink, Campaign, CampaignStructure
from evaluation.surveys.queries import visible_campaign
from evaluation.surveys.rules import reached
from evaluation.tabs import tabs
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
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.web import exports, parameters
from inclusion.core.web.acting import stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted

#: Pages that one address of the internet may open in a minute, and answers that it may send in ten: a whole workshop
#: may share one.
MAX_PAGES, MAX_ANSWERS, MAX_STEPS = 240, 200, 2000
SLOW_DOWN = (
    "Beaucoup de réponses viennent d’être envoyées d’ici. Attendez dix minutes, puis envoyez de nouveau\u00a0: "
    "vos réponses sont gardées sur cette page."
)
SLOW_PAGES = "Beaucoup de pages viennent d’être ouvertes d’ici. Attendez une minute, puis rechargez cette page."
NOT_SENT = "Vos réponses ne sont pas parties\u00a0: la borne n’a pas de connexion. Appelez quelqu’un de l’accueil."
EMPTY = "Répondez au moins à une question, puis envoyez."
#: What the buttons of a page ask for; a page that says nothing sends all answers. `SPEAK` chooses the language.
GO, SPEAK = "answer-go", "answer-speak"
NEXT, BACK, CHECK, SEND = "next", "back", "check", "send"
#: The status of an answer that was taken.
TAKEN = 302
UNKNOWN = (
    "Vérifiez l’adresse sur l’affiche ou sur le papier. Vous pouvez aussi viser de nouveau le carré noir et "
    "blanc avec votre téléphone."
)


def unseen(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Leave no trace of who opened the page: not in the browser's store, not in the next page's log.

    No session speaks for whoever answers, so that there is nothing that a forged form could borrow, and no cookie is
    needed against it.
    """

    @wraps(view)
    def without_trace(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return csrf_exempt(never_cache(without_trace))


def campaign_of(token: str) -> Campaign | None:
    """The campaign of an address."""
    rows = Campaign.objects.select_related("survey", "version", "place", "event", "network")
    return rows.filter(token=token).first()


def structure_of(campaign: Campaign, text: str) -> CampaignStructure | None:
    """The structure that an open link names; None for one that does not take part: its answer counts all the same."""
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        return None
    return campaign.structures.select_related("partner").filter(pk=text).first()


def may(action: str, *, request: HttpRequest, most: int, seconds: int) -> bool:
    """Whether this is not one too many from where it comes."""
    return limits.consume(action, get_adapter().get_client_ip(request), most=most, seconds=seconds)


def refusal(title: str, sentence: str, *, request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """A page that says why nothing can be answered here."""
    context = {"title": title, "sentence": sentence, "kept": "", "late_url": "", **context}
    return render(request, "evaluation/surveys/answer_refused.html", context, status=status)


def unknown(*, request: HttpRequest) -> HttpResponse:
    """Nothing is asked at this address."""
    return refusal("Cette adresse n’est pas connue", UNKNOWN, request=request, status=404)


def shut(campaign: Campaign, why: str, *, request: HttpRequest, at: Any, kept: str, url: str) -> HttpResponse:
    """The campaign is not proposed now; what a phone still keeps of it may come in as long as it is taken."""
    early = campaign.opened_at is None or why.startswith("Cette enquête commence")
    late = not early and not refusal_reason(campaign, at=at)
    return refusal(
        "Il est encore trop tôt" if early else "Cette enquête ne prend plus de réponse",
        why,
        request=request,
        status=200 if early else 410,
        kept=kept,
        late_url=url if late else "",
        language=language_of(campaign, request=request),
    )


def language_of(campaign: Campaign, *, request: HttpRequest) -> str:
    """The language that was chosen, else the first that the browser asks for and the questionnaire has; else French."""
    offered = languages_of(campaign.version.form)
    chosen = request.POST.get(SPEAK) or request.POST.get(LANGUAGE) or request.GET.get("langue", "")
    if chosen in offered:
        return chosen
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return next((code for one, _ in wanted if (code := one.partition("-")[0]) in offered), FRENCH)


# -- Public pages of an answer: questions and thanks


@unseen
@unlisted
@public_in_network
def answer(request: NetworkRequest, token: str) -> HttpResponse:
    """The questions of a campaign, through its open link."""
    if not may("answer_page", request=request, most=MAX_PAGES, seconds=60):
        return refusal("Un instant, s’il vous plaît", SLOW_PAGES, request=request, status=429)
    campaign = campaign_of(token)
    if campaign is None:
        return unknown(request=request)
    url, at = reverse("answer", args=[request.network.slug, token]), timezone.now()
    if request.method != "POST" and (why := answer_blocker(campaign, at=at)):
        return shut(campaign, why, request=request, at=at, kept=token, url=url)
    asked = request.GET.get("lieu", "") if request.method != "POST" else request.POST.get(PLACE, "")
    sheet = sheet_of(campaign, structure_of(campaign, asked), request=request)

    def take(sent: Submission) -> Any:
        return take_answer(campaign, sent, channel=Channel.LINK, at=at)

    return answered(sheet, take, request=request, url=url, kept=token)


def sheet_of(campaign: Campaign, structure: CampaignStructure | None, *, request: HttpRequest) -> AnswerSheet:
    """The questionnaire in the language of whoever answers, with what was sent of it."""
    sent = request.POST if request.method == "POST" else None
    return AnswerSheet(campaign, sent, structure=structure, language=language_of(campaign, request=request))


def answered(
    sheet: AnswerSheet,
    take: Callable[[Submission], Any],
    *,
    keep: Callable[[Submission], Any] | None = None,
    request: HttpRequest,
    url: str,
    kept: str = "",
) -> HttpResponse:
    """Show the page that is asked for, or take what was sent; `kept` names what a phone keeps until it has arrived.

    With `keep` a kiosk keeps each step.
    """
    go = request.POST.get(GO, SEND) if request.method == "POST" and SPEAK not in request.POST else ""
    if go == CHECK:
        return checked(sheet, keep, request=request)
    status = 200
    if go == SEND:
        try:
            status = sent_status(sheet, take, request=request)
        except DomainError as refused:
            sheet.others.append(str(refused))
            status = 410
        if status == TAKEN:
            return redirect(thanks_url(sheet, request=request))
    elif go == NEXT and not sheet.say_what_is_wrong(here=True):
        sheet.turn(1)
    elif go == BACK:
        sheet.turn(-1)
    context = {"sheet": sheet, "campaign": sheet.campaign, "language": sheet.language, "url": url, "kept": kept}
    context |= {"languages": [(one, LANGUAGES[one]) for one in languages_of(sheet.campaign.version.form)]}
    return render(request, "evaluation/surveys/answer.html", context, status=status)


def sent_status(sheet: AnswerSheet, take: Callable[[Submission], Any], *, request: HttpRequest) -> int:
    """Take the whole answer; else the status of the page that says why not, with everything that was typed."""
    if not may("answer", request=request, most=MAX_ANSWERS, seconds=600):
        sheet.others.append(SLOW_DOWN)
        return 429
    if not sheet.is_right:
        sheet.say_what_is_wrong()
        return 200
    if not sheet.read.given:
        sheet.others.append(EMPTY)
        return 200
    take(sheet.sent())
    return TAKEN


def checked(sheet: AnswerSheet, keep: Callable[[Submission], Any] | None, *, request: HttpRequest) -> HttpResponse:
    """What is wrong with the answers so far, for the page's own script, which turns the pages by itself."""
    if not may("answer_keep", request=request, most=MAX_STEPS, seconds=600):
        return JsonResponse({"why": word(NOT_SENT, sheet.language)}, status=429)
    try:
        if keep is not None and (so_far := sheet.so_far()).given:
            keep(so_far)
    except DomainError as refused:
        return JsonResponse({"why": word(str(refused), sheet.language)}, status=410)
    return JsonResponse({"problems": sheet.wrong})


def thanks_url(sheet: AnswerSheet, *, request: MemberRequest) -> str:
    """The page of thanks, in the language of whoever answered; at a kiosk it leads to the next person."""
    said = {"langue": sheet.language} if sheet.language != FRENCH else {}
    if key := request.GET.get("cle", ""):
        said["cle"] = key
    return reverse("answer_thanks", args=[request.network.slug, sheet.campaign.token], query=said or None)


@unseen
@unlisted
@public_in_network
def answer_thanks(request: NetworkRequest, token: str) -> HttpResponse:
    """The answers have arrived; at a kiosk the next person comes."""
    campaign = campaign_of(token)
    if campaign is None:
        return unknown(request=request)
    key, language = request.GET.get("cle", ""), language_of(campaign, request=request)
    context = {
        "campaign": campaign,
        "form": translated(campaign.version.form, language),
        "language": language,
        "again": _address(campaign, key, request=request) if key else "",
    }
    return render(request, "evaluation/surveys/answer_thanks.html", context)


# -- Single-use link


@unseen
@unlisted
@public_in_network
def answer_single(request: NetworkRequest, signed: str) -> HttpResponse:
    """The questions of a campaign, through a link that takes one answer."""
    if not may("answer_page", request=request, most=MAX_PAGES, seconds=60):
        return refusal("Un instant, s’il vous plaît", SLOW_PAGES, request=request, status=429)
    try:
        link = link_of(signed)
    except DomainError:
        return unknown(request=request)
    url, at = reverse("answer_single", args=[request.network.slug, signed]), timezone.now()
    if request.method != "POST" and (refused := _refused(link, request=request, url=url, at=at)):
        return refused
    sheet = sheet_of(link.campaign, link.structure, request=request)

    def take(sent: Submission) -> Any:
        return take_single_answer(link, sent, at=at)

    return answered(sheet, take, request=request, url=url, kept=_kept(link))


def _refused(link: AnswerLink, *, request: HttpRequest, url: str, at: Any) -> HttpResponse | None:
    if link.used_on:
        language = language_of(link.campaign, request=request)
        return refusal("Ce lien a déjà servi", ALREADY_USED, request=request, status=410, language=language)
    if why := answer_blocker(link.campaign, at=at):
        return shut(link.campaign, why, request=request, at=at, kept=_kept(link), url=url)
    return None


def _kept(link: AnswerLink) -> str:
    """Two links on one phone keep their answers apart."""
    return f"{link.campaign.token}.{link.number}"


# -- Kiosk: a member opens it for the day and is logged out; one person answers after the other

NOT_OPEN = (
    "La borne s’ouvre depuis le portail, pour la journée\u00a0: sur la page de la campagne, choisissez "
    "«\u00a0Ouvrir la borne\u00a0»."
)


@requires(Permission.ANSWERS_ENTER)
def answer_kiosk_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Open the kiosk of a campaign on this device, for today; whoever opens it is logged out of the device."""
    campaign, at = visible_campaign(request.member, pk), timezone.now()
    form = KioskForm(request.POST or None, campaign=campaign, member=request.member)
    why = "" if campaign.by_kiosk else "La borne n’est pas choisie parmi les façons de répondre."
    why = why or refusal_reason(campaign, at=at)
    if not why:
        key = submitted(request, form, lambda data: kiosk_key(campaign, data["structure"], at=at))
        if key is not None:
            address = _address(campaign, key, request=request)
            logout(request)
            return redirect(address)
    context = {"campaign": campaign, "form": form, "why": why, "tabs": tabs(request.member, "surveys")}
    return render(request, "evaluation/surveys/answer_kiosk_open.html", context)


@unseen
@unlisted
@public_in_network
def answer_kiosk(request: NetworkRequest, token: str) -> HttpResponse:
    """The questions in large letters; each step is kept, and each person finds it blank."""
    at = timezone.now()
    kiosk = _kiosk(token, request=request, at=at)
    if isinstance(kiosk, HttpResponse):
        return kiosk
    campaign, url = kiosk.campaign, _address(kiosk.campaign, request.GET.get("cle", ""), request=request)
    if request.method != "POST" and (why := refusal_reason(campaign, at=at)):
        return refusal("La borne ne prend plus de réponse", why, request=request, status=410)
    sheet = sheet_of(campaign, kiosk.structure, request=request)

    def take(sent: Submission) -> Any:
        return take_answer(campaign, sent, channel=Channel.KIOSK, at=at)

    def keep(so_far: Submission) -> Any:
        return keep_unfinished(campaign, so_far, at=at)

    return answered(sheet, take, keep=keep, request=request, url=url)


def _kiosk(token: str, *, request: HttpRequest, at: Any) -> Kiosk | HttpResponse:
    """The kiosk that this address opens, or the page that says why it opens none."""
    campaign = campaign_of(token)
    if campaign is None:
        return unknown(request=request)
    if not (key := request.GET.get("cle", "")):
        return refusal("Cette borne n’est pas ouverte", NOT_OPEN, request=request, status=200)
    try:
        return kiosk_of(campaign, key, at=at)
    except DomainError:
        return refusal("Cette borne n’est plus ouverte", KIOSK_SHUT, request=request, status=410)


def _address(campaign: Campaign, key: str, *, request: MemberRequest) -> str:
    address = reverse("answer_kiosk", args=[request.network.slug, campaign.token])
    return f"{address}?{urlencode({'cle': key})}"


# -- Creation and download of single-use links


@requires(Permission.EVALUATION_MANAGE)
def campaign_links(request: MemberRequest, pk: int) -> HttpResponse:
    """The links of a campaign, and more of them; `?export=pdf|csv|xlsx` gives those from number `de` to `a`."""
    campaign = visible_campaign(request.member, pk)
    if (asked := request.GET.get("export")) and request.method != "POST":
        wanted = _wanted(campaign, request.GET)
        if asked in exports.FORMATS:
            return exports.export(rows_of(wanted), fmt=asked, name="liens")
        if not (links := list(wanted[:MAX_SLIPS])):
            return redirect("campaign_links", campaign.network.slug, campaign.pk)
        return attachment(slips_pdf(campaign, links), filename="liens.pdf", media_type="application/pdf", inline=True)
    form = LinksForm(request.POST or None, campaign=campaign)
    made = submitted(request, form, lambda data: make_links(campaign, **data, **stamp(request)))
    if made:
        messages.success(request, f"{so_many(len(made), 'lien créé', 'liens créés')}.")
        numbers = urlencode({"de": made[0].number, "a": made[-1].number})
        return redirect(f"{reverse('campaign_links', args=[request.network.slug, pk])}?{numbers}")
    context = {
        "campaign": campaign,
        "form": form,
        "is_closed": campaign.state == CampaignState.CLOSED,
        "printed": _link_rows(campaign),
        "sheets": _sheets(_wanted(campaign, request.GET)),
        "tabs": tabs(request.member, "surveys"),
    }
    return render(request, "evaluation/surveys/campaign_links.html", context)


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


def _link_rows(campaign: Campaign) -> list[dict[str, Any]]:
    """For each structure how many links there are, and how many were used as far as it is shown."""
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


# -- Printed poster and questionnaire of a campaign


@requires(Permission.EVALUATION_VIEW)
def paper_poster(request: MemberRequest, pk: int) -> HttpResponse:
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
def paper_form(request: MemberRequest, pk: int) -> HttpResponse:
    """The whole questionnaire of a campaign, to be printed."""
    data = paper_pdf(visible_campaign(request.member, pk))
    return attachment(data, filename="questionnaire.pdf", media_type="application/pdf", inline=True)


# -- Entry of papers by keyboard


@requires(Permission.ANSWERS_ENTER)
@never_cache
def paper_entry(request: MemberRequest, pk: int) -> HttpResponse:
    """One empty paper to type in; saved, the next one at once. `?saisies=` counts those of this sitting."""
    campaign = visible_campaign(request.member, pk)
    form = PaperForm(
        request.POST if request.method == "POST" else None, campaign=campaign, **_places(request.member, campaign)
    )
    if request.method == "POST" and form.is_valid():
        try:
            enter_paper(campaign, form.sent(), **stamp(request))
            return redirect(_next(form))
        except DomainError as refused:
            form.refuse(refused)
    done = parameters.whole(request.GET.get("saisies"), high=MAX_COUNTED) or 0
    form.initial |= {"entered": done, "structure": parameters.key(request.GET.get("lieu"))}
    context = {
        "campaign": campaign,
        "form": form,
        "why_not": _why_not(campaign),
        "done": done,
        "own": form.own,
        "tabs": tabs(request.member, "surveys"),
    }
    return render(request, "evaluation/surveys/paper_entry.html", context)


def _places(member: Member, campaign: Campaign) -> dict[str, Any]:
    """Where papers may come from: any structure for whoever runs evaluations, else the member's own."""
    structures = campaign.structures.select_related("partner", "campaign")
    if member.may(Permission.EVALUATION_MANAGE):
        return {"structures": structures if structures.exists() else None}
    return {"own": structures.get(partner=member.partner)}


def _why_not(campaign: Campaign) -> str:
    """Why no paper is taken; nothing where they are: after the last day as well, until the campaign is closed."""
    if not campaign.by_paper:
        return "Cette campagne ne prend pas de réponses sur papier."
    if campaign.state == CampaignState.DRAFT:
        return "Cette campagne n’est pas encore ouverte."
    if campaign.state == CampaignState.CLOSED:
        return "Cette campagne est close\u00a0: plus aucune réponse n’y entre."
    return refusal_reason(campaign, at=timezone.now())


def _next(form: PaperForm) -> str:
    """The address of the next paper: where the last one came from, the next one mostly does."""
    campaign, structure = form.campaign, form.cleaned_data.get("structure")
    said = {"saisies": form.cleaned_data["entered"] + 1, **({"lieu": structure.pk} if structure else {})}
    return f"{reverse('paper_entry', args=[campaign.network.slug, campaign.pk])}?{urlencode(said)}"
