"""Forms of the register of posts: a post, what became of it, who holds it, an offer to fill it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from funding.staff.actions import FROM_REQUEST
from funding.staff.enums import Outcome, Payer
from funding.staff.models import JobOffer, PostHolder, StaffPost
from funding.staff.rules import MAX_FTE
from inclusion.core.access import Member
from inclusion.core.registry.links import link_targets, linked_key
from inclusion.core.roles import Permission
from inclusion.core.web.forms import (
    AboutPeopleMixin,
    DayField,
    DecimalField,
    EurosField,
    LastDayField,
    field_of,
    model_field,
)
from inclusion.mediators.models import Helper
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci

_FTE = "1 pour un temps plein, 0,5 pour un mi-temps."


def fte_field(model: Any, **options: Any) -> Any:
    """The field of a column of FTE, written with a comma."""
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    bounds = {"max_digits": 4, "decimal_places": 2, "min_value": Decimal("0.01"), "max_value": MAX_FTE}
    sentences = {
        "invalid": "Écrivez un nombre, par exemple 1 ou 0,5.",
        "min_value": "Écrivez plus de 0, par exemple 0,5.",
        "max_value": "Écrivez 2 au plus\u00a0: un poste par personne.",
    }
    return model_field(
        model, "fte", DecimalField, localize=True, widget=widget, error_messages=sentences, **bounds, **options
    )


class StaffPostForm(forms.Form):
    """Put a post into the register, or change it."""

    kind = model_field(StaffPost, "kind")
    title = model_field(
        StaffPost, "title", help_text="Par exemple «\u00a0Conseillère numérique, Baugeois Vallée\u00a0»."
    )
    employer = model_field(StaffPost, "employer", empty_label="Choisissez")
    territory = model_field(StaffPost, "territory", empty_label="Tout le département")
    fte = fte_field(StaffPost, help_text=f"{_FTE} Deux au plus\u00a0: notez un poste par personne.")
    paid_by = model_field(
        StaffPost,
        "paid_by",
        label="Qui paie ce poste",
        help_text="Pour la part qu’aucune convention ne paie. Les conventions se notent ensuite, sur sa fiche.",
    )
    yearly_cost = EurosField(
        label="Coût annuel du poste, en euros",
        required=False,
        min_value=Decimal("0.01"),
        max_digits=9,
        help_text="Salaire et charges d’une année entière, pour le temps noté ci-dessus.",
    )
    start = DayField(label="Début")
    end = LastDayField(
        label="Dernier jour du financement", required=False, help_text="Vide tant qu’aucune fin n’est fixée."
    )
    state_until = LastDayField(
        label="Dernier jour du contrat avec l’État",
        required=False,
        help_text="Pour un poste de conseiller numérique que l’État aide.",
    )
    linked_key = forms.ChoiceField(label="Action de la feuille de route qu’il sert", required=False)
    groups = (
        ("Le poste", ("kind", "title", "employer", "territory", "fte")),
        ("Son financement", ("paid_by", "yearly_cost", "start", "end", "state_until")),
        ("Ce qu’il sert", ("linked_key",)),
    )

    def __init__(self, *args: Any, member: Member, post: StaffPost | None = None, **kwargs: Any) -> None:
        known = forms.model_to_dict(post, self.base_fields) if post else {}
        if post is not None:
            known["linked_key"] = linked_key(post)
        super().__init__(*args, **kwargs | {"initial": known | kwargs.pop("initial", {})})
        employers = Partner.objects.active()
        if not member.may(Permission.POSTS_DECIDE):
            employers = employers.filter(pk=member.partner.pk)
            self.fields["employer"].initial = member.partner.pk
        field_of(self, "employer").queryset = employers
        field_of(self, "territory").queryset = Epci.objects.touching(member.network.department)
        field_of(self, "paid_by").choices = [one for one in Payer.choices if one[0] != Payer.CO_FINANCED]
        offered = [(one.key, one.label) for one in link_targets(timezone.localdate())]
        served = known.get("linked_key")
        if served and served not in dict(offered):
            offered.append((served, "Une action qui n’est plus en cours"))
        field_of(self, "linked_key").choices = [("", "Aucune"), *offered]
        if not offered:
            del self.fields["linked_key"]
        if post is not None and post.is_co_financed:
            for name in FROM_REQUEST:
                self.fields.pop(name, None)


class OutcomeForm(AboutPeopleMixin, forms.Form):
    """What became of a post."""

    outcome = forms.ChoiceField(
        label="Qu’est devenu ce poste\u00a0?",
        choices=[*Outcome.choices, ("", "On ne sait pas encore")],
        widget=forms.RadioSelect,
        required=False,
    )
    on = DayField(label="Depuis le", help_text="Après le dernier jour du financement.")
    outcome_note = model_field(StaffPost, "outcome_note", rows=3)


class HolderForm(forms.Form):
    """Who holds a post, from a day on."""

    helper = model_field(
        PostHolder,
        "helper",
        empty_label="Pas dans le registre",
        help_text="Si la personne est déjà dans le registre des aidants, choisissez-la\u00a0: rien n’est à retaper.",
    )
    name = model_field(PostHolder, "name")
    since = DayField(label="Premier jour sur le poste")
    until = LastDayField(
        label="Dernier jour", required=False, help_text="Vide tant que la personne reste sur le poste."
    )
    fte = fte_field(PostHolder, help_text="Moins que le poste entier si deux personnes se le partagent.")
    groups = (("Qui", ("helper", "name")), ("Quand", ("since", "until", "fte")))

    def __init__(self, *args: Any, post: StaffPost, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": {"fte": post.fte, "since": timezone.localdate()}})
        people = Helper.objects.editable_by(member).filter(left_on=None).select_related("partner")
        field_of(self, "helper").queryset = people
        field_of(self, "helper").label_from_instance = lambda one: f"{one}, {one.partner}"
        if not people.exists():
            del self.fields["helper"]


class HolderLeavesForm(forms.Form):
    """The last day of somebody on a post."""

    until = LastDayField(label="Dernier jour sur le poste")


class JobOfferForm(forms.Form):
    """An offer that everybody may read."""

    title = model_field(JobOffer, "title")
    mission = model_field(
        JobOffer, "mission", rows=8, help_text="Ce que fera la personne, avec qui, et ce qu’il faut savoir faire."
    )
    place = model_field(JobOffer, "place", help_text="Commune, itinérance, télétravail.")
    fte = fte_field(JobOffer, help_text=_FTE)
    contact = model_field(JobOffer, "contact", help_text="Un nom ou un service, que tout le monde pourra lire.")
    email = model_field(JobOffer, "email")
    link = model_field(JobOffer, "link", assume_scheme="https")
    apply_before = LastDayField(label="Dernier jour pour répondre")
    groups = (
        ("Le poste", ("title", "mission", "place", "fte")),
        ("Pour répondre", ("email", "link", "contact", "apply_before")),
    )

    def __init__(self, *args: Any, post: StaffPost, **kwargs: Any) -> None:
        place = post.territory.name if post.territory else ""
        super().__init__(*args, **kwargs | {"initial": {"title": post.title, "fte": post.fte, "place": place}})
