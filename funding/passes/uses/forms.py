"""Forms of the use of passes: codes, taking a use back, deciding about a refused one."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone

from funding.passes.programmes.models import TrainingPlace
from funding.passes.uses.rules import code_in, codes_in
from inclusion.core.web.forms import AboutPeopleMixin, DayField, field_of

#: Passes that are used with one click: a full session.
MAX_AT_ONCE = 100
#: Scans that a telephone sends at a time.
MAX_IN_A_BATCH = 25
#: Bytes of a picture that a camera sends to have it read.
LARGEST_PICTURE = 600_000


class RedeemForm(AboutPeopleMixin, forms.Form):
    """The codes and the session. A place that is the only one is not asked for."""

    place = forms.ChoiceField(label="Lieu", error_messages={"invalid_choice": "Choisissez un de vos lieux."})
    codes = forms.CharField(
        label="Codes des pass",
        required=False,
        max_length=8000,
        strip=False,
        help_text="Un code par ligne, ou séparés par des virgules. Il est imprimé à droite du carré noir et blanc.",
        widget=forms.Textarea(attrs={"rows": 4, "autocapitalize": "characters", "spellcheck": "false"}),
    )
    session = forms.CharField(
        label="Nom de la séance",
        required=False,
        max_length=120,
        help_text="Par exemple\u00a0: Atelier smartphone.",
        widget=forms.TextInput(attrs={"list": "sessions", "autocomplete": "off"}),
    )
    used_on = DayField(label="Jour de la séance", required=False)

    def __init__(self, *args: Any, places: list[TrainingPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = field_of(self, "place")
        field.initial = places[0].pk
        if len(places) == 1:
            field.widget = forms.HiddenInput()
        field.choices = [(place.pk, place.name) for place in places]
        self.fields["used_on"].initial = timezone.localdate


class ConfirmForm(RedeemForm):
    """The same, when passes are used: the session must be said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].required = self.fields["used_on"].required = True
        self.fields["session"].error_messages["required"] = "Indiquez pour quelle séance ces pass sont utilisés."


class ScanForm(AboutPeopleMixin, forms.Form):
    """One scan as a telephone sends it."""

    key = forms.UUIDField()
    code = forms.CharField(max_length=300)
    session = forms.CharField(max_length=120)
    used_on = DayField()
    offline = forms.BooleanField(required=False)


class SettleForm(AboutPeopleMixin, forms.Form):
    """What was decided about a refused pass."""

    how = forms.CharField(
        label="Ce qui a été décidé",
        max_length=200,
        help_text=(
            "Le lieu lira cette phrase\u00a0: ne nommez personne. "
            "Par exemple\u00a0: pass déjà utilisé, la personne en donnera un autre."
        ),
    )


class Basket:
    """The codes of a page that keeps nothing itself: each with the identity that its scan was given when it came in.

    The page sends them back as « code identity »: under `scan` what can be used, under `seen` what was refused.
    """

    def __init__(self, data: QueryDict) -> None:
        self.to_use = dict(map(self._read, data.getlist("scan")))
        self.typed = codes_in(data.get("codes", ""))
        seen = dict(map(self._read, data.getlist("seen")))
        new = {code: uuid4() for code in self.typed}
        self.all: dict[str, UUID] = {**new, **seen, **self.to_use}
        self.all.pop(code_in(data.get("drop", "")), None)

    @staticmethod
    def _read(line: str) -> tuple[str, UUID]:
        code, _, key = line.rpartition(" ")
        try:
            return code_in(code), UUID(key)
        except ValueError:
            return code_in(code), uuid4()
