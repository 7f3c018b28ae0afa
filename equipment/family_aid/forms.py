"""Forms of aids for families: the aid, a proposal, a decision, the device, sessions, the end of a path."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html

from equipment.family_aid.actions.commissions import LATER, NO, YES, Decision
from equipment.family_aid.enums import Attendance
from equipment.family_aid.models import AidCommission, AidProgramme, FamilyAid, SessionAttendance, TrainingSession
from equipment.family_aid.rules import MAX_CHILDREN, MAX_MINUTES, MAX_SEATS, MAX_SESSIONS, MIN_MINUTES
from equipment.inventory.forms import LinesField
from equipment.refurbishing.enums import DeviceKind
from equipment.refurbishing.models import Device
from inclusion.core.enums import Channel
from inclusion.core.french.names import so_many
from inclusion.core.registry.links import payers
from inclusion.core.web.forms import AboutPeopleMixin, DayField, field_of, model_field
from inclusion.partners.models import Partner
from inclusion.people.forms import PersonForm

#: Kinds of devices that a family is given; a screen or a printer goes with one of them.
WISHES = [(kind.value, kind.label) for kind in DeviceKind if kind not in (DeviceKind.SCREEN, DeviceKind.PRINTER)]


class ProgrammeForm(AboutPeopleMixin, forms.Form):
    """Open an aid, or change it."""

    name = model_field(AidProgramme, "name", help_text="Par exemple\u00a0: Un ordinateur pour la famille.")
    purpose = forms.CharField(
        label="À quoi elle sert",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Pour qui, et pourquoi. Les collèges et les travailleurs sociaux la lisent avant de proposer.",
    )
    subjects = LinesField(
        label="Sujets à suivre",
        required=False,
        longest=120,
        help_text="Un par ligne, par exemple\u00a0: Messagerie et pièces jointes. Chaque famille suit une séance de "
        "chacun, le même deux fois ne compte qu’une fois. Vide\u00a0: seul le nombre de séances compte.",
    )
    sessions_promised = forms.IntegerField(
        label="Séances de formation à suivre",
        min_value=1,
        max_value=MAX_SESSIONS,
        initial=3,
        help_text="Ce que chaque famille promet en échange de l’appareil\u00a0: autant que de sujets, s’il y en a. "
        "Il ne change plus après la première remise.",
    )
    commitment = forms.CharField(
        label="Autres engagements de la famille",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne, imprimés sur le reçu. Par exemple\u00a0: à garder l’appareil pour l’école.",
    )
    payer_key = forms.ChoiceField(
        label="Financée par",
        required=False,
        help_text="L’action d’un fonds. Sa page montre ce que l’aide a permis. Les euros se comptent dans le fonds.",
    )

    groups = (
        ("L’aide", ("name", "purpose")),
        ("Ce que la famille promet", ("subjects", "sessions_promised", "commitment")),
        ("Ce qui la paie", ("payer_key",)),
    )

    def __init__(self, *args: Any, programme: AidProgramme | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {"": "Rien dans le portail", **{one.key: one.label for one in payers(timezone.localdate())}}
        if programme is not None and programme.payer_key:
            offered.setdefault(programme.payer_key, programme.payer_label)
        field_of(self, "payer_key").choices = list(offered.items())
        if len(offered) == 1:
            self.fields["payer_key"].help_text = "Aucune action d’un fonds n’est ouverte en ce moment."


class ProposalForm(AboutPeopleMixin, forms.Form):
    """Propose the family of somebody who is known, or change the proposal."""

    programme = model_field(FamilyAid, "programme", empty_label="Choisissez une aide")
    kind = forms.ChoiceField(label="Appareil souhaité", choices=WISHES, initial=DeviceKind.LAPTOP)
    children = forms.IntegerField(
        label="Enfants scolarisés dans la famille", min_value=1, max_value=MAX_CHILDREN, initial=1
    )
    situation = forms.CharField(
        label="Pourquoi cette famille",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce qui manque et ce que l’appareil changerait, en quelques phrases. "
        "Rien sur la santé, l’origine ou la religion.",
    )

    groups = (("La demande", ("programme", "kind", "children", "situation")),)

    def __init__(self, *args: Any, programmes: QuerySet[AidProgramme] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_programmes(self, programmes)


def offer_programmes(form: forms.BaseForm, programmes: QuerySet[AidProgramme] | None) -> None:
    """Offer these aids: a lone one is chosen already; None takes the field away."""
    if programmes is None:
        del form.fields["programme"]
        return
    field = field_of(form, "programme")
    field.queryset = programmes
    known = list(programmes[:2])
    if len(known) == 1:
        field.initial, field.widget = known[0].pk, forms.HiddenInput()


class NewFamilyForm(PersonForm):
    """Propose the family of somebody new: who, how to reach them, what is asked, their word."""

    class Meta(PersonForm.Meta):
        fields = [
            "first_name",
            "last_name",
            "birth_year",
            "phone",
            "email",
            "postal_code",
            "town",
            "address",
            "operator",
        ]
        labels = {"first_name": "Prénom du parent", "last_name": "Nom du parent"}

    programme = ProposalForm.base_fields["programme"]
    kind = ProposalForm.base_fields["kind"]
    children = ProposalForm.base_fields["children"]
    situation = ProposalForm.base_fields["situation"]

    #: What belongs to the proposal and not to the person's file.
    asked = ("programme", "kind", "children", "situation")
    groups = (
        ("Qui reçoit l’appareil", ("first_name", "last_name", "birth_year")),
        ("Comment prévenir la famille", ("phone", "email", "postal_code", "town", "address")),
        ("La demande", asked),
        ("", ("operator", "consent")),
    )

    def __init__(self, *args: Any, programmes: QuerySet[AidProgramme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_programmes(self, programmes)
        self.fields["address"].help_text = "Imprimée sur le reçu de l’appareil."

    def clean_phone(self) -> str:
        """A number that can be called."""
        written = self.cleaned_data["phone"]
        if written and not 10 <= sum(one.isdigit() for one in written) <= 15:
            raise forms.ValidationError("Écrivez un numéro que l’on peut appeler, par exemple 05 53 00 00 00.")
        return written

    def clean(self) -> dict[str, Any]:
        """Somebody whom nobody can warn would miss their sessions."""
        data = super().clean() or self.cleaned_data
        if not data.get("phone") and not data.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error(
                "phone", "Donnez un téléphone ou une adresse électronique\u00a0: la famille doit pouvoir être prévenue."
            )
        return data

    def person(self, data: dict[str, Any]) -> dict[str, Any]:
        """The fields of the person's file."""
        fields = {name: data[name] for name in self.Meta.fields}
        fields["address_confirmed"] = data.get("address_confirmed", False)
        by_mail = bool(fields["email"]) and not fields["address"]
        return {**fields, "channel": Channel.EMAIL if by_mail else Channel.POST}


class ReasonForm(AboutPeopleMixin, forms.Form):
    reason = forms.CharField(
        label="Pourquoi",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L’organisme qui a proposé la famille le lit.",
    )


class StopForm(ReasonForm):
    """Stop a path before its end."""

    on = DayField(label="Arrêté le")


class OutcomeForm(AboutPeopleMixin, forms.Form):
    """What an aid made possible."""

    outcome = forms.CharField(
        label="Ce que cela a permis",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="En quelques phrases\u00a0: l’école, les démarches, ce que la famille fait seule maintenant.",
    )


class CommissionForm(AboutPeopleMixin, forms.Form):
    """Call a sitting, or change it."""

    programme = forms.ModelChoiceField(label="Aide", queryset=AidProgramme.objects.none(), empty_label=None)
    held_on = DayField(label="Date de la commission")
    place = forms.CharField(label="Lieu", max_length=160, required=False)
    members = forms.CharField(
        label="Membres",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Un par ligne\u00a0: le nom et l’organisme. Ils sont imprimés sur le relevé de décisions.",
    )

    def __init__(self, *args: Any, commission: AidCommission | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_programmes(self, None if commission else AidProgramme.objects.order_by("-opened_on", "-pk"))


class MinutesForm(AboutPeopleMixin, forms.Form):
    """Close a sitting."""

    minutes = forms.CharField(
        label="Ce qui a été dit",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Imprimé seulement sur le relevé de la coordination. Désignez les familles par le numéro de leur "
        "aide\u00a0: ce texte reste après l’effacement d’une fiche.",
    )


class DecisionForm(AboutPeopleMixin, forms.Form):
    """What a sitting says of each of its families: yes, no or later, and why."""

    answers = ((YES, "Oui, accordée"), (NO, "Non, refusée"), (LATER, "À une autre commission"))

    def __init__(self, *args: Any, aids: Iterable[FamilyAid], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aids = list(aids)
        self.groups = []
        for aid in self.aids:
            answer, reason = f"answer_{aid.pk}", f"reason_{aid.pk}"
            children = so_many(aid.children, "enfant scolarisé", "enfants scolarisés")
            self.fields[answer] = forms.ChoiceField(
                label="Décision",
                choices=self.answers,
                required=False,
                widget=forms.RadioSelect,
                help_text=format_html(
                    "{}, {}. Proposée par\u00a0: {}.<br>{}",
                    aid.get_kind_display(),
                    children,
                    aid.proposed_for,
                    aid.situation,
                ),
            )
            self.fields[reason] = forms.CharField(
                label="Motif",
                required=False,
                max_length=500,
                help_text="Nécessaire pour un refus. L’organisme qui propose le lit.",
            )
            self.groups.append((f"Aide n°\u00a0{aid.pk}, {aid.person}", (answer, reason)))

    def decisions(self, data: dict[str, Any]) -> list[Decision]:
        """What was answered; families without an answer are left as they are."""
        return [
            Decision(aid.pk, answer, data[f"reason_{aid.pk}"])
            for aid in self.aids
            if (answer := data[f"answer_{aid.pk}"])
        ]


class DeviceField(forms.ModelChoiceField):
    """A device by its number, what it is, and its class."""

    def label_from_instance(self, device: Device) -> str:
        """« REC-0004, ordinateur portable, classe B »."""
        parts = (device.number, device.shown_name, f"classe {device.grade}", device.specification)
        return ", ".join(part for part in parts if part)


class GiveForm(forms.Form):
    """Give a ready device."""

    device = DeviceField(
        label="Appareil remis",
        queryset=Device.objects.none(),
        empty_label="Choisissez un appareil",
        help_text="Seuls les appareils effacés, testés et prêts sont proposés, ceux de la nature souhaitée d’abord.",
    )
    left_on = DayField(label="Remis le")

    def __init__(self, *args: Any, devices: QuerySet[Device], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "device").queryset = devices


# -- Forms of sessions


class SessionForm(AboutPeopleMixin, forms.Form):
    """Plan a session, or change it."""

    programme = forms.ModelChoiceField(label="Aide", queryset=AidProgramme.objects.none(), empty_label=None)
    title = model_field(
        TrainingSession, "title", help_text="Ce qu’on y apprend, par exemple\u00a0: Pronote et messagerie."
    )
    day = DayField(label="Jour")
    hour = forms.TimeField(
        label="Heure de début", initial=time(17), error_messages={"invalid": "Écrivez une heure, par exemple 17:30."}
    )
    minutes = model_field(TrainingSession, "minutes", min_value=MIN_MINUTES, max_value=MAX_MINUTES, initial=120)
    place = model_field(TrainingSession, "place")
    trainer = model_field(
        TrainingSession,
        "trainer",
        empty_label="Personne du portail",
        help_text="Ses membres «\u00a0Organisme formateur\u00a0» notent les présences, sans lire les noms.",
    )
    seats = forms.IntegerField(label="Places", min_value=1, max_value=MAX_SEATS, initial=12)

    groups = (
        ("Quoi et quand", ("programme", "title", "day", "hour", "minutes")),
        ("Où et avec qui", ("place", "trainer", "seats")),
    )

    def __init__(self, *args: Any, session: TrainingSession | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_programmes(self, None if session else AidProgramme.objects.order_by("-opened_on", "-pk"))
        field_of(self, "trainer").queryset = Partner.objects.active()

    def clean(self) -> dict[str, Any]:
        """The moment at which it begins, in the portal's time zone."""
        data = super().clean() or self.cleaned_data
        if "day" in data and "hour" in data:
            data["starts_at"] = timezone.make_aware(datetime.combine(data.pop("day"), data.pop("hour")))
        return data

    def add_error(self, field: str | None, error: Any) -> None:
        """What is wrong with the moment is shown beside its day."""
        super().add_error("day" if field == "starts_at" else field, error)

    @staticmethod
    def now(session: TrainingSession) -> dict[str, Any]:
        """What the form shows of a session."""
        start = timezone.localtime(session.starts_at)
        shown = forms.model_to_dict(session, SessionForm.base_fields)
        return {**shown, "day": start.date(), "hour": start.time()}


class AttendanceForm(forms.Form):
    """Who came: one line per family."""

    answers = (
        (Attendance.PRESENT.value, "Présent"),
        (Attendance.EXCUSED.value, "Excusé"),
        (Attendance.ABSENT.value, "Absent"),
        (Attendance.EXPECTED.value, "Pas encore noté"),
    )

    def __init__(self, *args: Any, rows: Iterable[tuple[SessionAttendance, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row, name in rows:
            self.fields[f"a{row.pk}"] = forms.ChoiceField(
                label=name, choices=self.answers, initial=row.state, widget=forms.RadioSelect
            )

    def noted(self, data: dict[str, Any]) -> dict[int, str]:
        """The state of each attendance, by its key."""
        return {int(name[1:]): state for name, state in data.items()}


class RegisterForm(forms.Form):
    """Put a family on a session."""

    session = forms.ModelChoiceField(
        queryset=TrainingSession.objects.none(),
        error_messages={"invalid_choice": "Cette séance n’existe plus\u00a0: choisissez-en une autre."},
    )

    def __init__(self, *args: Any, aid: FamilyAid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: QuerySet[TrainingSession] = TrainingSession.objects.filter(programme=aid.programme_id)
        field_of(self, "session").queryset = found
