"""Forms of meetings while and after they take place: who is there, what is said, decided and to be done."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from inclusion.core.models.columns import name_order
from inclusion.core.models.networks import Membership
from inclusion.core.registry.links import link_targets, linked_key
from inclusion.core.web.forms import DayField, field_of, model_field
from inclusion.meetings.enums import Attendance
from inclusion.meetings.models import AgendaItem, Decision, Invitee, Meeting, MeetingTask
from inclusion.partners.forms import PartnerField

#: What is ticked for each person, in words that fit beside one another on a phone.
MARKS = (
    (Attendance.PRESENT.value, "Sur place"),
    (Attendance.REMOTE.value, "À distance"),
    (Attendance.EXCUSED.value, "Excuse"),
    (Attendance.ABSENT.value, "Absence"),
    (Attendance.UNKNOWN.value, "Pas relevée"),
)
THERE = MARKS[:2]


class OnlyWhatChanged(forms.Form):
    """Two people may fill in the same page: only what this one changed is listed."""

    def changed(self, data: dict[str, Any]) -> dict[str, Any]:
        """The values that are not what the page showed."""
        return {name: data[name] for name in self.changed_data if name in data}


class PresenceForm(OnlyWhatChanged):
    """Who was there: one line per person."""

    def __init__(self, *args: Any, people: Iterable[Invitee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in people:
            name = f"{one.name}, {one.partner}" if one.partner else one.name
            self.fields[f"p{one.pk}"] = forms.ChoiceField(
                label=name,
                choices=MARKS,
                initial=one.attendance,
                widget=forms.RadioSelect,
                required=False,
                show_hidden_initial=True,
            )

    def marks(self, data: dict[str, Any]) -> dict[int, str]:
        """What was ticked, by the key of each invitee; an answer that was left out is none."""
        return {int(name[1:]): mark for name, mark in self.changed(data).items() if mark}

    def seen(self) -> dict[int, str]:
        """What the page showed of each."""
        shown = {name: self.data.get(self[name].html_initial_name) for name in self.changed_data}
        return {int(name[1:]): mark for name, mark in shown.items() if mark}


class CameForm(forms.Form):
    """Somebody who came without having been asked."""

    name = model_field(Invitee, "name")
    email = model_field(Invitee, "email", help_text="Le relevé de décisions y sera envoyé.")
    partner = PartnerField(label="Organisme", required=False, empty_label="Aucun, ou pas dans le réseau")
    attendance = forms.ChoiceField(
        label="Comment", choices=THERE, initial=Attendance.PRESENT.value, widget=forms.RadioSelect
    )


class CodeForm(forms.Form):
    """The code that is shown in the room."""

    code = forms.CharField(
        label="Code de la réunion",
        max_length=20,
        help_text="Six lettres et chiffres, affichés dans la salle.",
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code-typed"}
        ),
    )


class CheckInForm(forms.Form):
    """Who holds the code: a line of the list, or a name and an address."""

    invitee = forms.TypedChoiceField(label="Votre nom", coerce=int, empty_value=None, required=False, choices=())
    name = forms.CharField(
        label="Prénom et nom", max_length=120, required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = model_field(
        Invitee,
        "email",
        help_text="Le relevé de décisions y sera envoyé. Elle ne sert à rien d’autre.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    attendance = forms.ChoiceField(
        label="Vous êtes", choices=THERE, initial=Attendance.PRESENT.value, widget=forms.RadioSelect
    )
    site = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    def __init__(self, *args: Any, meeting: Meeting, signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not meeting.video_url:
            del self.fields["attendance"]
        if signed_in:
            for name in ("invitee", "name", "email"):
                del self.fields[name]
            return
        waiting = meeting.invitees.exclude(attendance__in=(Attendance.PRESENT, Attendance.REMOTE))
        names = [
            (one.pk, (f"{one.name} ({one.partner})" if one.partner else one.name))
            for one in waiting.select_related("partner").order_by(name_order(), "pk")
        ]
        if names:
            field_of(self, "invitee").choices = [("", "Choisissez votre nom"), *names]
        else:
            del self.fields["invitee"]

    @property
    def is_robot(self) -> bool:
        """Whether the field that no person sees was filled."""
        return bool(self.data.get("site"))

    def who(self) -> dict[str, Any]:
        """What `inclusion.meetings.actions.attendance.check_in` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "site"}


class DecisionForm(forms.Form):
    """One decision, and the point that it belongs to."""

    item = model_field(Decision, "item", empty_label="Aucun en particulier")
    text = forms.CharField(
        label="Ce qui est décidé",
        max_length=4000,
        help_text="Une phrase qui se comprend toute seule\u00a0: elle sera lue hors de la réunion.",
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = AgendaItem.objects.filter(meeting=meeting).order_by("rank", "pk")
        if items:
            field_of(self, "item").queryset = items
        else:
            del self.fields["item"]


class DecisionChoice(forms.ModelChoiceField):
    """A decision by its number and its first words."""

    def label_from_instance(self, obj: Decision) -> str:
        words = " ".join(obj.text.split())
        return f"{obj.rank}. {words[:80]}{'…' if len(words) > 80 else ''}"


class MemberChoice(forms.ModelChoiceField):
    """A member of the network; its value is the account."""

    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.user} ({obj.partner})"

    def clean(self, value: Any) -> Any:
        """The account of who was chosen."""
        found = super().clean(value)
        return found.user if found else None


class TaskForm(forms.Form):
    """Something to do: what, who, by when, for which decision and which action."""

    title = forms.CharField(label="Ce qui est à faire", max_length=200)
    partner = PartnerField(label="Confiée à", help_text="L’organisme qui s’en charge.")
    user = MemberChoice(
        label="Une personne en particulier",
        queryset=Membership.objects.none(),
        required=False,
        empty_label="Toute personne de l’organisme",
        help_text="Elle la verra sur son accueil. Elle doit être membre de cet organisme.",
    )
    due_on = DayField(label="Pour le", help_text="Le dernier jour pour la faire.")
    decision = DecisionChoice(
        label="Suite à la décision", queryset=Decision.objects.none(), required=False, empty_label="Aucune"
    )
    linked_key = forms.ChoiceField(
        label="Pour l’action de feuille de route",
        required=False,
        choices=(),
        help_text="La page de l’action dira ce qui a été décidé pour elle.",
    )

    def __init__(self, *args: Any, meeting: Meeting, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.in_force().filter(user__is_active=True).select_related("user", "partner")
        field_of(self, "user").queryset = members.order_by("user__last_name", "user__first_name", "pk")
        decisions = Decision.objects.filter(meeting=meeting).order_by("rank")
        if decisions:
            field_of(self, "decision").queryset = decisions
        else:
            del self.fields["decision"]
        offered = [(one.key, one.label) for one in link_targets(today)]
        linked = self.initial.get("linked_key")
        if linked and linked not in dict(offered):
            offered.append((linked, "L’action choisie, qui n’est plus en cours"))
        if offered:
            field_of(self, "linked_key").choices = [("", "Aucune"), *offered]
        else:
            del self.fields["linked_key"]

    @staticmethod
    def now(task: MeetingTask) -> dict[str, Any]:
        """What the form shows of a task."""
        member = Membership.objects.in_force().filter(user=task.user_id).first() if task.user_id else None
        return {**forms.model_to_dict(task, TaskForm.base_fields), "user": member, "linked_key": linked_key(task)}


class OutcomeForm(forms.Form):
    """What was done."""

    outcome = model_field(
        MeetingTask, "outcome", help_text="Facultatif\u00a0: une phrase pour la prochaine réunion.", rows=3
    )
