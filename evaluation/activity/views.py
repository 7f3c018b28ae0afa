"""Pages of help that was given: recorded, listed, counted with charts; files of the Coop tried and imported."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import date as written
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evaluation.activity import actions
from evaluation.activity import queries as readings
from evaluation.activity.actions import COOP
from evaluation.activity.forms import LENGTHS, OTHER, CoopFileForm, HelpForm
from evaluation.activity.lists import HelpFilter, HelpTable
from evaluation.activity.models import HelpRecord
from evaluation.activity.rules.coop import COLUMNS, CoopReport
from evaluation.activity.rules.records import ages_end, guarded_ages, whole_hours
from evaluation.enums import AgeBand, HelpKind, HelpPlace, Theme
from evaluation.results.queries.published import changes_asked_until
from evaluation.results.rules.findings import WHY_HIDDEN
from evaluation.tabs import tabs
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.money import grouped
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import civil_year, shown_end
from inclusion.core.models.imports import Trial
from inclusion.core.web import parameters
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.core.web.trials import TrialPages

#: Bars of a chart; what is less frequent is added up below it.
MAX_BARS = 12

type Bars = list[tuple[str, int, str]]


def _acts(count: int) -> str:
    return so_many(count, "aide", "aides")


def _bars(rows: list[dict[str, Any]], label: Any) -> Bars:
    return [(str(label(row)), row["acts"], _acts(row["acts"])) for row in rows]


def charts_of(found: readings.HelpRecordQuerySet) -> list[dict[str, Any]]:
    """The charts of some help, each with its title; none where there is no help."""
    themes, places = dict(Theme.choices), dict(HelpPlace.choices)
    rows = [
        ("Par mois", _bars(readings.by_month(found), lambda row: written(row["month"], "F Y").capitalize())),
        ("Par thème", _bars(readings.by_theme(found), lambda row: themes.get(row["theme"], row["theme"]))),
        ("Par lieu", _bars(readings.by_place(found), lambda row: places.get(row["where"], row["where"]))),
        ("Par structure", _bars(readings.by_structure(found), lambda row: row["label"])),
        ("Par territoire", _bars(readings.by_territory(found), lambda row: row["label"])),
    ]
    notes = {"Par thème": "Une aide sur plusieurs thèmes compte sous chacun."}
    return [
        {"title": title, "bars": bars[:MAX_BARS], "note": notes.get(title, ""), "rest": _rest(bars[MAX_BARS:])}
        for title, bars in rows
        if bars
    ]


def _rest(bars: Bars) -> str:
    """The text below the bars, in a sentence."""
    if not bars:
        return ""
    acts = _acts(sum(amount for _, amount, _ in bars))
    return f"Et {so_many(len(bars), 'autre', 'autres')}, moins fréquents\u00a0: {acts}."


# -- Pages of help given


@requires(Permission.ACTIVITY_RECORD, Permission.ACTIVITY_VIEW)
def help_list(request: MemberRequest) -> HttpResponse:
    """Help one by one: of the member's own structure, or of the network for whoever reads it all."""
    visible = HelpRecord.objects.visible_to(request.member)
    removable = HelpRecord.objects.removable_by(request.member).filter(pk=OuterRef("pk"))
    return listing(
        request,
        queryset=visible.select_related("partner", "commune", "network").annotate(may_go=Exists(removable)),
        table=HelpTable,
        filterset=HelpFilter,
        template="evaluation/activity/help_list.html",
        name="aides-apportees",
        tabs=tabs(request.member, "help"),
        records=request.member.may(Permission.ACTIVITY_RECORD),
        sees_all=request.member.may(Permission.ACTIVITY_VIEW),
        begun=visible.exists(),
    )


@requires(Permission.ACTIVITY_RECORD)
def help_add(request: MemberRequest) -> HttpResponse:
    """Note help in a few taps; `?fait=` shows what was just noted, with the way to take it back."""
    form = _form(request.member, request.POST if request.method == "POST" else None)
    record = submitted(request, form, lambda data: actions.record_help(data.pop("partner"), **data, **stamp(request)))
    if record:
        return redirect(_done(record))
    last = readings.last_help_of(request.user)
    member = request.member
    key = request.GET.get("fait", "")
    found = HelpRecord.objects.visible_to(member).noted_here().select_related("network", "partner")
    context = {
        "form": form,
        "last": last,
        "done": found.filter(by=member.user, pk=parameters.key(key)).first(),
        "again": uuid4(),
        "today": timezone.localdate(),
        "tabs": tabs(request.member, "help"),
    }
    return render(request, "evaluation/activity/help_add.html", context)


def _form(member: Member, data: Any) -> HelpForm:
    """The form, with where, how long and of what age the member helped last."""
    last = readings.last_help_of(member.user)
    minutes = str(last.minutes) if last else "30"
    initial = {
        "given_on": timezone.localdate(),
        "place": last.place if last else HelpPlace.PLACE,
        "length": minutes if minutes in LENGTHS else OTHER,
        "minutes": None if minutes in LENGTHS else minutes,
        "kind": HelpKind.INDIVIDUAL,
        "age_band": AgeBand.UNKNOWN,
    }
    return HelpForm(
        data,
        initial=initial,
        used=readings.themes_used_by(member.user),
        own=member.partner,
        chooses_partner=member.may(Permission.EVALUATION_MANAGE),
    )


def _done(record: HelpRecord) -> str:
    return f"{reverse('help_add', args=[record.network.slug])}?fait={record.pk}"


@requires(Permission.ACTIVITY_RECORD)
@require_POST
def help_repeat(request: MemberRequest) -> HttpResponse:
    """Note the same help as last time, in one tap."""
    last, once = readings.last_help_of(request.user), parameters.unique_id(request.POST.get("once"))
    if last is None or once is None:
        messages.error(request, "Rien n’est enregistré\u00a0: touchez au moins un thème.")
        return redirect("help_add", request.network.slug)
    # Whoever went to another structure since then helps for that one, unless they choose it freely.
    chooses = request.member.may(Permission.EVALUATION_MANAGE)
    partner = last.partner if chooses else request.member.partner
    record = actions.repeat_help(last, partner, once=once, **stamp(request))
    return redirect(_done(record))


@requires(Permission.ACTIVITY_RECORD)
def help_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back help that was noted by mistake."""
    found = HelpRecord.objects.visible_to(request.member) & HelpRecord.objects.removable_by(request.member)
    record = get_object_or_404(found.select_related("network"), pk=pk)
    return confirmed(
        request,
        lambda: actions.remove_help(record, **stamp(request)),
        done="L’aide est retirée.",
        back=reverse("help_list", args=[request.network.slug]),
        question=f"Retirer l’aide du {record.given_on:%d/%m/%Y}\u00a0?",
        consequence=f"{', '.join(record.theme_labels)}, {record.minutes}\u00a0minutes. Elle ne comptera plus.",
        action_label="Retirer cette aide",
        danger=True,
    )


@requires(Permission.EVALUATION_VIEW)
def help_figures(request: MemberRequest) -> HttpResponse:
    """Help of a year, counted, beside what people say that changed for them."""
    today = timezone.localdate()
    years = readings.years_of_help(today)
    asked = parameters.year(request.GET.get("annee"))
    year = asked if asked in years else years[0]
    period = civil_year(year)
    found = HelpRecord.objects.between(period.start, period.end)
    ages_until = ages_end(year, today)
    totals = readings.help_totals(period.start, period.end)
    context = {
        "year": year,
        "years": years,
        "totals": totals,
        "hours": whole_hours(totals["minutes"]),
        "sentence": _sentence(totals, year),
        "charts": charts_of(found),
        "ages": guarded_ages(readings.age_parts(found.between(date(year, 1, 1), ages_until))),
        "age_labels": AgeBand.labels,
        "ages_last": shown_end(ages_until),
        "has_ages": ages_until > period.start,
        "why_hidden": WHY_HIDDEN,
        "changes": changes_asked_until(period.start, period.end),
        "records": request.member.may(Permission.ACTIVITY_RECORD),
        "tabs": tabs(request.member, "help"),
    }
    return render(request, "evaluation/activity/help_figures.html", context)


def _sentence(totals: dict[str, int], year: int) -> str:
    """The answer of the page, as its title."""
    if not totals["acts"]:
        return f"Aucune aide n’est encore comptée en {year}"
    return f"{so_many(totals['people'], 'participation', 'participations')} aux aides en {year}"


# -- Pages of files of the Coop


class CoopPages(TrialPages):
    """A file of the Coop; whoever brought it sees it, and decides on it."""

    importer = COOP
    permissions = (Permission.ACTIVITY_RECORD,)
    form = CoopFileForm
    names = ("help_import", "help_import_detail", "help_import_apply", "help_import_drop")
    new_template = "evaluation/activity/help_import.html"
    detail_template = "evaluation/activity/help_import_detail.html"
    heading = "Reprendre vos activités de la Coop"
    crumb = "Reprendre de la Coop"
    back_label = "Revenir aux aides"
    partly = (
        "Les lignes à corriger ne sont pas prises. Vous pouvez enregistrer les autres, corriger le fichier et "
        "l’importer de nouveau\u00a0: rien ne comptera deux fois."
    )
    drop_label = "Ne rien reprendre"
    dropped = "Rien n’est repris de ce fichier."

    def back(self, slug: str, subject: Any) -> str:
        return reverse("help_list", args=[slug])

    def trail(self, slug: str, subject: Any) -> list[tuple[Any, str]]:
        return [("Aides apportées", self.back(slug, subject))]

    def apply_label(self, report: CoopReport) -> str:
        return "Reprendre cette aide" if report.created == 1 else f"Reprendre ces {grouped(report.created)} aides"

    def trials(self, member: Member) -> QuerySet[Trial]:
        return super().trials(member).filter(tried_by=member.user)

    def frame(self, member: Member, subject: Any) -> dict[str, Any]:
        return {"tabs": tabs(member, "help"), "tabs_label": "L’évaluation"}

    def guide(self, request: MemberRequest, subject: Any) -> dict[str, Any]:
        return {
            "needed": [column.header for column in COLUMNS if column.is_required],
            "read": [column.header for column in COLUMNS if not column.is_required],
        }

    def form_of(self, request: MemberRequest, subject: Any, **given: Any) -> CoopFileForm:
        chooses = request.member.may(Permission.EVALUATION_MANAGE)
        return CoopFileForm(own=request.member.partner, chooses_partner=chooses, **given)

    def shown(self, request: MemberRequest, trial: Trial, report: CoopReport, subject: Any) -> dict[str, Any]:
        return {
            "hours": whole_hours(report.minutes),
            "first": date.fromisoformat(report.first) if report.first else None,
            "last": date.fromisoformat(report.last) if report.last else None,
        }


HELP_IMPORT = CoopPages()
