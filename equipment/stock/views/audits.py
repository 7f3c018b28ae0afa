"""Pages of audits: begun, scanned with a telephone, closed, and what is done with the result."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from equipment.inventory.models import Item
from equipment.stock import actions
from equipment.stock.forms import AuditBeginForm, ScanForm
from equipment.stock.lists import AuditTable
from equipment.stock.models import AuditScan, StockAudit
from equipment.stock.queries import counts_of, missing_in, result_rows, unexpected_in
from equipment.stock.rules import SETTLED, WORDS, ScanOutcome
from equipment.tabs import stock_context
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web import exports, parameters
from inclusion.core.web.acting import confirmed, formed, perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing

PER_PAGE = 50
#: Readings that the page of an audit under way shows.
RECENT = 12


def seen_audit(pk: int) -> StockAudit:
    """The audit with this key; nothing is found otherwise."""
    return get_object_or_404(StockAudit.objects.select_related("network", "begun_by"), pk=pk)


@requires(Permission.EQUIPMENT_MANAGE)
def stock_audit_list(request: MemberRequest) -> HttpResponse:
    """Every audit, the latest first; those under way above."""
    rows = StockAudit.objects.select_related("network")
    return listing(
        request,
        queryset=rows,
        table=AuditTable,
        template="equipment/stock/stock_audit_list.html",
        name="inventaires",
        going_on=rows.filter(closed_at=None).select_related("begun_by"),
        begun=rows.exists(),
        **stock_context(request.member, "audits"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def stock_audit_begin(request: MemberRequest) -> HttpResponse:
    """Choose a place, or the whole bank."""
    return formed(
        request,
        AuditBeginForm(request.POST if request.method == "POST" else None),
        lambda data: actions.begin_audit(**data, **stamp(request)),
        back=reverse("stock_audit_list", args=[request.network.slug]),
        cancel_label="Revenir aux inventaires",
        action_label="Commencer",
        heading="Commencer un inventaire",
        trail=(("Inventaires", "stock_audit_list"), "Commencer"),
        lead="Sont attendus les matériels en service qui sont rangés là\u00a0: ni en prêt, ni en maintenance. "
        "Plusieurs personnes peuvent scanner en même temps, et vous pouvez vous arrêter et reprendre.",
        **stock_context(request.member, "audits"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def stock_audit_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """An audit under way, where each reading is answered at once; or its result."""
    audit = seen_audit(pk)
    if audit.closed_at is not None:
        return _result(request, audit)
    form = ScanForm(request.POST if request.method == "POST" else None)
    said = submitted(request, form, lambda data: actions.scan(audit, typed=data["code"], **stamp(request)))
    readings = audit.scans.select_related("item__model", "by").order_by("-at", "-pk")
    context: dict[str, Any] = {
        "audit": audit,
        "tabs": [],
        # Empty again for the next thing, unless what was typed is to be mended.
        "form": ScanForm() if said else form,
        "said": said,
        "counts": counts_of(audit),
        "readings": readings[:RECENT],
        "unexpected": unexpected_in(audit)[:PER_PAGE],
        "missing": missing_in(audit)
        .select_related("model", "network")
        .order_by("place", "inventory_number", "pk")[:PER_PAGE],
    }
    # Without the tabs: on a telephone the answer is where the thumb is.
    return render(request, "equipment/stock/stock_audit_detail.html", context)


def _result(request: MemberRequest, audit: StockAudit) -> HttpResponse:
    missing = Item.objects.filter(pk__in=audit.result["missing"]).select_related("model", "network")
    why = {one["item"]: ScanOutcome(one["why"]) for one in audit.result["unexpected"]}
    found = Item.objects.filter(pk__in=why).select_related("model", "network")
    context = {
        "audit": audit,
        "counts": counts_of(audit),
        "missing": Paginator(missing.order_by("inventory_number", "pk"), PER_PAGE).get_page(
            request.GET.get("manquants")
        ),
        "unexpected": [
            (item, *WORDS[why[item.pk]], why[item.pk] in SETTLED)
            for item in found.order_by("inventory_number", "pk")[:500]
        ],
        "unknown": audit.result["unknown"],
        "settles": any(one in SETTLED for one in why.values()),
    }
    return render(
        request, "equipment/stock/stock_audit_result.html", stock_context(request.member, "audits", **context)
    )


@requires(Permission.EQUIPMENT_MANAGE)
@require_POST
def stock_audit_forget(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back a reading that was a mistake."""
    reading = get_object_or_404(AuditScan.objects.select_related("audit__network", "item"), pk=pk)
    return perform(
        request,
        lambda: actions.forget_scan(reading, **stamp(request)),
        done=f"La lecture «\u00a0{reading}\u00a0» est retirée.",
        back=reading.audit,
    )


@requires(Permission.EQUIPMENT_MANAGE)
def stock_audit_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then end it and keep what was found."""
    audit = seen_audit(pk)
    if audit.closed_at is not None:
        messages.info(request, "Cet inventaire est déjà terminé\u00a0: voici son résultat.")
        return redirect(audit)
    counts = counts_of(audit)
    missing = so_many(counts.missing, "matériel attendu n’a pas été vu", "matériels attendus n’ont pas été vus")
    return confirmed(
        request,
        lambda: actions.close_audit(audit, **stamp(request)),
        done="L’inventaire est terminé. Voici ce qui manque et ce qui était inattendu.",
        back=audit,
        question="Terminer cet inventaire\u00a0?",
        consequence=f"{counts.sentence}. {missing}\u00a0: rien n’est déclaré perdu sans vous. "
        "Le résultat est gardé et ne change plus.",
        action_label="Terminer l’inventaire",
    )


@requires(Permission.EQUIPMENT_MANAGE)
@require_POST
def stock_audit_settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Declare lost the missing items that were ticked, or put away here the unexpected ones."""
    audit = seen_audit(pk)
    keys = parameters.keys(request.POST.getlist("item"))
    if request.POST.get("do") == "lost":
        act, said = actions.declare_missing_lost, ("matériel est noté perdu", "matériels sont notés perdus")
    else:
        act, said = actions.shelve_here, ("matériel est rangé ici", "matériels sont rangés ici")
    return perform(
        request,
        lambda: act(audit, items=keys, **stamp(request)),
        done=lambda count: f"{so_many(count, *said)}.",
        back=audit,
    )


@requires(Permission.EQUIPMENT_MANAGE)
def stock_audit_file(request: MemberRequest, pk: int) -> HttpResponse:
    """The result as a file, line by line: `?export=csv` or `xlsx`."""
    audit = seen_audit(pk)
    asked = request.GET.get("export")
    return exports.export(
        result_rows(audit),
        fmt=asked if asked in exports.FORMATS else "xlsx",
        name=slugify(f"inventaire {audit.place} {timezone.localdate(audit.begun_at)}"),
    )
