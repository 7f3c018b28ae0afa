"""The organisations of the network."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.imports.uploads import MAX_LOGO_BYTES
from inclusion.core.registry.panels import panels_for
from inclusion.core.relations import partner_lines
from inclusion.core.web.acting import formed, perform, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.partners import actions
from inclusion.partners.forms import ContactForm, MergeForm, PartnerForm, ServiceForm
from inclusion.partners.lists import PartnerFilter, PartnerTable
from inclusion.partners.models import Contact, Partner, PartnerService
from inclusion.partners.queries import relation_title


@requires(Permission.PARTNERS_VIEW)
def partner_list(request: MemberRequest) -> HttpResponse:
    """Every partner, filtered, sorted, exported."""
    return listing(
        request,
        queryset=Partner.objects.active().with_member_counts(),
        table=PartnerTable,
        filterset=PartnerFilter,
        template="inclusion/partners/partner_list.html",
        name="partenaires",
    )


@requires(Permission.PARTNERS_VIEW)
def partner_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One partner: where it is, whom to reach, what it does here. A merged one leads to the one that was kept."""
    partner = get_object_or_404(Partner, pk=pk)
    if partner.merged_into_id:
        return redirect("partner_detail", request.network.slug, partner.merged_into_id)
    lines = partner_lines(request.member, [partner.pk], timezone.localdate())[partner.pk]
    context = {
        "partner": partner,
        "title": relation_title(partner, [one.phrase for one in lines if one.phrase]),
        "lines": lines,
        "contacts": partner.contacts.all(),
        "services": partner.services.all(),
        "memberships": partner.memberships.in_force().order_by("user__last_name", "pk"),
        "panels": panels_for("partner_detail", request, partner),
    }
    return render(request, "inclusion/partners/partner_detail.html", context)


@requires(Permission.PARTNERS_EDIT)
@takes_files(MAX_LOGO_BYTES)
def partner_add(request: MemberRequest) -> HttpResponse:
    return formed(
        request,
        PartnerForm(request.POST or None, request.FILES or None),
        lambda data: actions.add_partner(**data, **stamp(request)),
        done=lambda partner: f"{partner} fait partie du réseau.",
        back=reverse("partner_list", args=[request.network.slug]),
        cancel_label="Revenir aux partenaires",
        action_label="Ajouter ce partenaire",
        heading="Ajouter un partenaire",
        trail=(("Partenaires", "partner_list"), "Ajouter"),
    )


@requires(Permission.PARTNERS_EDIT)
@takes_files(MAX_LOGO_BYTES)
def partner_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change an organisation."""
    partner = get_object_or_404(Partner.objects.active(), pk=pk)
    # The form tries its values on a row of its own: the page around it keeps showing what is stored.
    tried = get_object_or_404(Partner.objects.active(), pk=pk)
    return formed(
        request,
        PartnerForm(request.POST or None, request.FILES or None, instance=tried),
        lambda data: actions.change_partner(partner, **data, **stamp(request)),
        done="Les changements sont enregistrés.",
        back=partner,
        cancel_label="Ne rien changer",
        action_label="Enregistrer ce partenaire",
        heading=f"Modifier {partner}",
        trail=(("Partenaires", "partner_list"), partner, "Modifier"),
    )


@requires(Permission.PARTNERS_EDIT)
def partner_merge(request: MemberRequest, pk: int) -> HttpResponse:
    """Make two lines of one organisation one."""
    gone = get_object_or_404(Partner.objects.active(), pk=pk)
    return formed(
        request,
        MergeForm(request.POST or None, gone=gone),
        lambda data: actions.merge_partners(gone, **data, **stamp(request)),
        done=lambda kept: f"«\u00a0{gone.name}\u00a0» est maintenant fusionné avec «\u00a0{kept.name}\u00a0».",
        back=gone,
        cancel_label="Ne rien changer",
        action_label="Fusionner les deux partenaires",
        title=f"Fusionner {gone} avec un autre",
        heading=f"Fusionner «\u00a0{gone.name}\u00a0» avec un autre partenaire",
        lead="Quand le même organisme est inscrit deux fois. Ses membres, ses contacts et les personnes qu’il suit "
        "passent à celui que vous gardez. Cette ligne disparaît de la liste\u00a0; l’historique en garde la trace.",
        trail=(("Partenaires", "partner_list"), gone, "Fusionner"),
    )


@requires(Permission.PARTNERS_EDIT)
def contact_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a person to reach."""
    partner = get_object_or_404(Partner.objects.active(), pk=pk)
    form = ContactForm(request.POST or None)
    contact = submitted(request, form, lambda data: actions.add_contact(partner, **data, **stamp(request)))
    if contact:
        messages.success(request, f"{contact} est ajouté aux contacts.")
        return redirect(partner)
    return render(request, "inclusion/partners/contact_form.html", {"form": form, "partner": partner, "contact": None})


@requires(Permission.PARTNERS_EDIT)
def contact_edit(request: MemberRequest, pk: int, contact_pk: int) -> HttpResponse:
    """Change a contact, or remove it (the form's second button)."""
    contact = get_object_or_404(Contact, pk=contact_pk, partner_id=pk)
    form = ContactForm(request.POST or None, instance=contact)
    if request.method == "POST" and "remove" in request.POST:
        return perform(
            request,
            lambda: actions.remove_contact(contact, **stamp(request)),
            done="Le contact est retiré.",
            back=contact.partner,
        )
    changed = submitted(request, form, lambda data: actions.change_contact(contact, **data, **stamp(request)))
    if changed:
        messages.success(request, "Le contact est à jour.")
        return redirect("partner_detail", request.network.slug, pk)
    return render(
        request, "inclusion/partners/contact_form.html", {"form": form, "partner": contact.partner, "contact": contact}
    )


@requires(Permission.PARTNERS_EDIT)
def partner_service_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a service, which may lead actions."""
    partner = get_object_or_404(Partner.objects.active(), pk=pk)
    form = ServiceForm(request.POST or None)
    service = submitted(request, form, lambda data: actions.add_service(partner, **data, **stamp(request)))
    if service:
        messages.success(request, f"«\u00a0{service}\u00a0» est ajouté.")
        return redirect(partner)
    return render(request, "inclusion/partners/service_form.html", {"form": form, "partner": partner})


@requires(Permission.PARTNERS_EDIT)
def partner_service_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Rename a service, or remove it (the form's second button)."""
    service = get_object_or_404(PartnerService.objects.select_related("partner"), pk=pk)
    form = ServiceForm(request.POST or None, initial={"name": service.name})
    if "remove" in request.POST:
        return perform(
            request,
            lambda: actions.remove_service(service, **stamp(request)),
            done="Le service est retiré.",
            back=service.partner,
        )
    if submitted(request, form, lambda data: actions.change_service(service, **data, **stamp(request))):
        messages.success(request, "Le service est à jour.")
        return redirect(service.partner)
    context = {"form": form, "partner": service.partner, "service": service}
    return render(request, "inclusion/partners/service_form.html", context)
