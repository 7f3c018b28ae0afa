"""Pages of donations: the list, one of them, its agreement, its documents."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from equipment.labels import Label, label_sheet
from equipment.refurbishing.actions import donations as actions
from equipment.refurbishing.actions.donations import log_work
from equipment.refurbishing.enums import DeviceState
from equipment.refurbishing.forms import DonationForm, SignForm, WorkForm
from equipment.refurbishing.lists import DonationFilter, DonationTable, LotTable
from equipment.refurbishing.models import Device, Donation, Wipe
from equipment.refurbishing.papers import agreement_pdf, wipe_certificate_pdf
from equipment.refurbishing.queries import added_since, donations_with_counts
from equipment.refurbishing.rules import WAY
from equipment.refurbishing.views.devices import found_device, framed, manages
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.models.documents import DocumentContent
from inclusion.core.web import exports
from inclusion.core.web.acting import formed, perform, stamp
from inclusion.core.web.listing import listing

PDF = "application/pdf"


def _found(pk: int) -> Donation:
    return get_object_or_404(Donation.objects.select_related("network", "donor", "agreement"), pk=pk)


@requires(Permission.REFURBISHING_VIEW)
def donation_list(request: MemberRequest) -> HttpResponse:
    """Every lot with what became of it."""
    return listing(
        request,
        queryset=donations_with_counts(Donation.objects.select_related("network")),
        table=DonationTable,
        template="equipment/refurbishing/donation_list.html",
        name="dons-de-materiel",
        filterset=DonationFilter,
        begun=Donation.objects.exists(),
        unsigned=Donation.objects.filter(signed_on=None).count(),
        manages=manages(request.member),
        **framed(request.member, "donations"),
    )


@requires(Permission.REFURBISHING_MANAGE)
def donation_add(request: MemberRequest) -> HttpResponse:
    """Record a lot."""
    return formed(
        request,
        DonationForm(request.POST or None),
        lambda data: actions.record_donation(**data, **stamp(request)),
        done=lambda one: f"Le don {one.number} est enregistré. Ajoutez maintenant ses appareils.",
        back=reverse("donation_list", args=[request.network.slug]),
        cancel_label="Revenir aux dons",
        action_label="Enregistrer ce don",
        heading="Enregistrer un don",
        trail=(("Dons", "donation_list"), "Enregistrer un don"),
        **framed(request.member, "donations"),
    )


@requires(Permission.REFURBISHING_MANAGE)
def donation_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct a lot."""
    donation = _found(pk)
    signed = "La convention est signée\u00a0: ce qu’elle dit du donateur et du don ne change plus."
    return formed(
        request,
        DonationForm(request.POST or None, instance=_found(pk)),
        lambda data: actions.change_donation(donation, **data, **stamp(request)),
        done=lambda changed: f"Le don {changed.number} est corrigé.",
        action_label="Enregistrer ces corrections",
        title=f"Corriger {donation.number}",
        heading=f"Corriger le don {donation.number}",
        lead=signed if donation.signed_on else "",
        **_page(request, donation, "Corriger"),
    )


def _page(request: MemberRequest, donation: Donation, crumb: str) -> dict[str, Any]:
    """What `formed` shows around a form about a lot."""
    return {
        "back": donation,
        "cancel_label": "Revenir au don",
        "trail": (("Dons", "donation_list"), donation.number, donation.get_absolute_url(), crumb),
        **framed(request.member, "donations"),
    }


@requires(Permission.REFURBISHING_VIEW)
def donation_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One lot: what came and what became of it, its agreement, its devices."""
    donation = _found(pk)
    counted = donations_with_counts(Donation.objects.filter(pk=pk)).get()
    devices = Device.objects.filter(donation=donation)
    to_wipe, unlisted = devices.filter(state=DeviceState.COLLECTED).count(), added_since(donation)
    return listing(
        request,
        queryset=devices.with_verification().select_related("network", "donation__network"),
        table=LotTable,
        template="equipment/refurbishing/donation_detail.html",
        name=f"appareils-{donation.number}",
        donation=donation,
        counted=counted,
        to_wipe=to_wipe,
        wiped=Wipe.objects.verified().filter(device__donation=donation).exists(),
        waiting=devices.filter(state__in=WAY).count(),
        work=donation.work.select_related("device")[:10],
        beyond=0 < donation.announced < counted.received,
        unlisted=unlisted,
        listed=counted.received - unlisted,
        manages=manages(request.member),
        **framed(request.member, "donations"),
    )


# -- Its agreement --------------------------------------------------------------------------------------------------


def _devices(donation: Donation) -> list[Device]:
    return list(donation.devices.order_by("number", "pk"))


@requires(Permission.REFURBISHING_MANAGE)
def donation_agreement_make(request: MemberRequest, pk: int) -> HttpResponse:
    """Make the agreement and store it (POST); a GET shows what it would be, as a draft."""
    donation = _found(pk)
    posted = request.method == "POST"
    pdf = agreement_pdf(donation, _devices(donation), draft=not posted)
    if not posted:
        return exports.attachment(pdf, filename=f"projet-convention-{donation.number}.pdf", media_type=PDF, inline=True)
    return perform(
        request,
        lambda: actions.keep_agreement(donation, pdf=pdf, **stamp(request)),
        done="La convention est prête\u00a0: imprimez-la, faites-la signer, notez le jour.",
        back=donation,
    )


@requires(Permission.REFURBISHING_VIEW)
def donation_agreement(request: MemberRequest, pk: int) -> HttpResponse:
    """The agreement as it was kept."""
    donation = _found(pk)
    return _kept(donation.agreement)


def _kept(document: Any) -> HttpResponse:
    content = DocumentContent.objects.filter(document=document).first() if document else None
    if content is None:
        raise Http404("no such paper")
    return exports.attachment(
        bytes(content.data), filename=document.filename, media_type=document.media_type, inline=True
    )


@requires(Permission.REFURBISHING_MANAGE)
def donation_sign(request: MemberRequest, pk: int) -> HttpResponse:
    """Note on which day both signed."""
    donation = _found(pk)
    return formed(
        request,
        SignForm(request.POST or None),
        lambda data: actions.sign_agreement(donation, **data, **stamp(request)),
        done="La convention est notée comme signée.",
        then=donation,
        action_label="Noter la signature",
        title=f"Signature, {donation.number}",
        heading="Quel jour la convention a été signée",
        lead="Par les deux parties. Ensuite, la convention et ce qu’elle dit du don ne changent plus.",
        **_page(request, donation, "Signature"),
    )


@requires(Permission.REFURBISHING_MANAGE)
def donation_work_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Note hours of work on a lot."""
    donation = _found(pk)
    return formed(
        request,
        WorkForm(request.POST or None),
        lambda data: log_work(donation=donation, **data, **stamp(request)),
        done=f"Les heures sont notées pour le don {donation.number}.",
        then=donation,
        action_label="Noter ces heures",
        title=f"Heures, {donation.number}",
        heading="Noter des heures de travail",
        lead=f"Sur le don {donation}. Les heures sont comptées, les personnes ne sont pas nommées.",
        **_page(request, donation, "Heures de travail"),
    )


# -- Documents of devices -------------------------------------------------------------------------------------------


def _attested() -> Any:
    rows = Wipe.objects.verified()
    return rows.select_related("device", "certificate").order_by("device__number", "pk")


@requires(Permission.REFURBISHING_VIEW)
def device_certificate(request: MemberRequest, pk: int) -> HttpResponse:
    """What the portal attests of the wiping of a device, once it was verified."""
    device = found_device(pk)
    wipes = list(_attested().filter(device=device))
    return _certificate(wipes, device.donation, f"effacement-{device.number}.pdf")


@requires(Permission.REFURBISHING_VIEW)
def donation_certificate(request: MemberRequest, pk: int) -> HttpResponse:
    """The same of every device of a lot whose wipe was verified."""
    donation = _found(pk)
    wipes = list(_attested().filter(device__donation=donation))
    return _certificate(wipes, donation, f"effacement-{donation.number}.pdf")


def _certificate(wipes: list[Wipe], donation: Donation, filename: str) -> HttpResponse:
    if not wipes:
        raise Http404("no wipe was verified")
    pdf = wipe_certificate_pdf(wipes, donation=donation, on=timezone.localdate())
    return exports.attachment(pdf, filename=filename, media_type=PDF, inline=True)


@requires(Permission.REFURBISHING_VIEW)
def device_wipe_paper(request: MemberRequest, pk: int) -> HttpResponse:
    """The certificate of the tool, as it was uploaded."""
    return _kept(get_object_or_404(Wipe.objects.select_related("certificate"), device=pk, superseded=False).certificate)


@requires(Permission.REFURBISHING_MANAGE)
def donation_labels(request: MemberRequest, pk: int) -> HttpResponse:
    """A sheet of labels for the devices of a lot."""
    donation = _found(pk)
    devices = _devices(donation)
    if not devices:
        raise Http404("no device to label")
    slug = request.network.slug
    urls = [request.build_absolute_uri(reverse("equipment_by_code", args=[slug, one.code])) for one in devices]
    labels = [
        Label(one.shown_name, one.number, url, donation.network.name) for one, url in zip(devices, urls, strict=True)
    ]
    return exports.attachment(
        label_sheet(labels), filename=f"etiquettes-{donation.number}.pdf", media_type=PDF, inline=True
    )
