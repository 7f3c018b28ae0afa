"""Forms of agreements, of their texts and of their instalments."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import model_to_dict
from django.http import QueryDict
from django.utils.html import format_html

from funding.agreements.enums import AgreementKind, InstalmentFlow, PartyRole
from funding.agreements.models import PAID_ROLES, Agreement, AgreementParty, AgreementSection, Instalment
from funding.agreements.rules.pages import KIND_WORDS, PLACES
from funding.enums import AgreementState
from funding.ledger.models.funds import Fund, FundedAction
from funding.posts.models import Post
from funding.staff.forms import fte_field
from funding.staff.models import AgreementFte, StaffPost
from inclusion.core.french.identifiers import shown_iban
from inclusion.core.french.names import shown_size
from inclusion.core.french.periods import MONTHS, shown_end
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.web.forms import DayField, EurosField, LastDayField, field_of, model_field
from inclusion.partners.models import Partner

# -- Forms of agreements

#: What is asked of each kind.
ASKED = {
    AgreementKind.FRAMEWORK: ("title", "purpose", "start", "end"),
    AgreementKind.COOPERATION: ("title", "purpose", "start", "end", "fund"),
    AgreementKind.COFINANCING_TWO: ("title", "purpose", "start", "end", "fund", "funded_action"),
    AgreementKind.COFINANCING_THREE: ("title", "purpose", "start", "end", "fund", "funded_action"),
    AgreementKind.CTG: ("title", "purpose", "theme", "start", "end"),
}
#: What waits for the second page, so that the first stays short.
LATER = {
    AgreementKind.COFINANCING_TWO: {"funded_action"},
    AgreementKind.COFINANCING_THREE: {"funded_action", "purpose"},
    AgreementKind.CTG: {"purpose"},
}
CENT = Decimal("0.01")
_ABOVE_ZERO = {"min_value": "Une échéance est supérieure à zéro."}
_FLOWS = [
    (InstalmentFlow.CALLED, "Versée au fonds\u00a0: le fonds l’appelle, la partie la lui verse"),
    (InstalmentFlow.PAID_BY_FUND, "Payée par le fonds\u00a0: elle sort du fonds, pour l’action financée"),
    (InstalmentFlow.DIRECT, "Versée directement\u00a0: d’une partie à l’autre, sans passer par le fonds"),
]


class KindForm(forms.Form):
    """Which kind of agreement, each explained."""

    nature = forms.ChoiceField(
        label="De quoi s’agit-il\u00a0?",
        choices=[
            (kind.value, format_html("<span><b>{}</b><br>{}</span>", kind.label, words))
            for kind, words in KIND_WORDS.items()
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la nature de la convention."},
    )


class AgreementForm(forms.Form):
    """What an agreement is, from when to when; what is asked depends on its kind."""

    title = model_field(
        Agreement, "title", help_text="Comme il sera écrit en tête. Par exemple Coordination 2027-2029."
    )
    purpose = model_field(
        Agreement, "purpose", rows=3, help_text="Ce à quoi les parties s’engagent, en une phrase ou deux."
    )
    theme = model_field(Agreement, "theme", rows=3, help_text="Qui s’en occupe, et dans quelle instance.")
    start = DayField(label="Premier jour")
    end = LastDayField(label="Dernier jour", help_text="Ce jour compris.")
    fund = model_field(
        Agreement, "fund", empty_label="Choisissez un fonds", help_text="Celui qui reçoit les versements, ou qui paie."
    )
    funded_action = model_field(
        Agreement,
        "funded_action",
        empty_label="Choisissez une action du fonds",
        help_text="Ce que le fonds paie s’engage sur cette action.",
    )

    def __init__(self, *args: Any, kind: str, asked: tuple[str, ...] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = AgreementKind(kind)
        for name in set(AgreementForm.base_fields) - set(asked or ASKED[self.kind]):
            del self.fields[name]
        if "fund" in self.fields:
            field_of(self, "fund").queryset = Fund.objects.order_by("-start", "name")
        if "funded_action" in self.fields:
            field_of(self, "funded_action").queryset = FundedAction.objects.select_related("fund")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end <= start:
            self.add_error("end", "La fin de la convention est avant son début.")
        action, fund = cleaned.get("funded_action"), cleaned.get("fund")
        if action and (fund is None or action.fund_id != fund.pk):
            self.add_error("funded_action", "Cette action est celle d’un autre fonds.")
        return {"purpose": "", "theme": "", "fund": None, "funded_action": None, **cleaned}


class AgreementDraftForm(AgreementForm):
    """A first draft: what it is, and who signs it."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        later = LATER.get(AgreementKind(kind), set())
        asked = tuple(name for name in ASKED[AgreementKind(kind)] if name not in later)
        super().__init__(*args, kind=kind, asked=asked, **kwargs)
        partners = Partner.objects.active()
        self.places = {f"party_{number}": place for number, place in enumerate(PLACES[self.kind], 1)}
        for name, place in self.places.items():
            self.fields[name] = forms.ModelChoiceField(
                label=place.label, queryset=partners, required=place.required, empty_label="Choisissez un partenaire"
            )
        self.groups = (
            ("Ce qu’elle est", ("title", "purpose", "theme")),
            ("De quand à quand", ("start", "end", "fund")),
            ("Qui la signe", tuple(self.places)),
        )

    def clean(self) -> dict[str, Any]:
        """`parties`: [(partner, role)…], each partner once."""
        cleaned = super().clean() or self.cleaned_data
        chosen: dict[Partner, PartyRole] = {}
        for name, place in self.places.items():
            partner = cleaned.pop(name, None)
            if partner in chosen:
                self.add_error(
                    name, "Cet organisme est déjà choisi\u00a0: une convention lie deux organismes au moins."
                )
            elif partner:
                chosen[partner] = place.role
        return {**cleaned, "parties": list(chosen.items())}


_LAST_SIGNATORY = (
    "Prénom et nom de la personne qui signe. Vide\u00a0: celle de la dernière convention de cet organisme, "
    "s’il y en a une."
)


class PartyForm(forms.Form):
    """Who signs, at what title, and by whom; under review, by whom alone. Who is paid says its account too."""

    partner = forms.ModelChoiceField(
        label="Organisme", queryset=Partner.objects.active(), empty_label="Choisissez un partenaire"
    )
    role = forms.ChoiceField(label="À quel titre", choices=PartyRole.choices, initial=PartyRole.PARTNER)
    signatory_name = model_field(
        AgreementParty,
        "signatory_name",
        help_text="Prénom et nom de la personne qui signe. Vous pourrez l’écrire plus tard.",
    )
    signatory_function = forms.CharField(
        label="Sa fonction", required=False, max_length=120, help_text="Par exemple directrice, maire, présidente."
    )
    deliberation = model_field(
        AgreementParty,
        "deliberation",
        label="Numéro de la délibération qui l’autorise à signer",
        help_text="Par exemple 2026-118. Vide si aucune n’est nécessaire.",
    )
    deliberated_on = DayField(label="Prise le", required=False)
    iban = forms.CharField(
        label="IBAN du compte à créditer",
        required=False,
        max_length=42,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Il est imprimé dans la convention. Si vous l’indiquez, une autre personne de la coordination le "
        "compare avec le RIB et prépare l’exemplaire à signer. Par exemple FR76 suivi de 23 chiffres ou lettres.",
    )
    bic = forms.CharField(label="BIC", required=False, max_length=16, help_text="8 ou 11 lettres et chiffres.")
    groups = (
        ("L’organisme", ("partner", "role")),
        ("Qui signe pour lui", ("signatory_name", "signatory_function", "deliberation", "deliberated_on")),
        ("Le compte sur lequel il est payé", ("iban", "bic")),
    )

    def __init__(self, *args: Any, agreement: Agreement, party: AgreementParty | None = None, **kwargs: Any) -> None:
        kept = model_to_dict(party, self.base_fields) if party else {}
        super().__init__(*args, **kwargs | {"initial": {**kept, "iban": shown_iban(kept.get("iban", ""))}})
        if party is None:
            self.fields["signatory_name"].help_text = _LAST_SIGNATORY
        elif not agreement.is_open:
            del self.fields["partner"], self.fields["role"]
        if agreement.kind not in PAID_ROLES or (party is not None and not party.is_paid):
            del self.fields["iban"], self.fields["bic"]


class _PayingForm(forms.Form):
    """What instalments share: who pays, how, how much, what for."""

    party = model_field(Instalment, "party", label="Qui paie", empty_label="Choisissez une partie")
    flow = forms.ChoiceField(label="Comment", choices=_FLOWS, widget=forms.RadioSelect)
    amount = EurosField(label="Montant, en euros", min_value=CENT, error_messages=_ABOVE_ZERO)
    label = model_field(Instalment, "label", help_text="Facultatif. Par exemple Solde, ou Année 1 du poste.")

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        field_of(self, "party").queryset = agreement.parties.select_related("partner")
        self.fields["flow"].initial = InstalmentFlow.CALLED


class InstalmentForm(_PayingForm):
    """One instalment."""

    year = forms.TypedChoiceField(label="Au titre de l’année", coerce=int)
    due_on = DayField(label="Échéance", help_text="Le jour où elle est due.")
    field_order = ("party", "flow", "amount", "year", "due_on", "label")

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, agreement=agreement, **kwargs)
        years = range(agreement.start.year, shown_end(agreement.end).year + 1)
        field_of(self, "year").choices = [(year, str(year)) for year in years]


class YearlyForm(_PayingForm):
    """The same instalment for every year."""

    day = forms.IntegerField(
        label="Échéance\u00a0: le jour",
        min_value=1,
        max_value=31,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "min_value": "Écrivez un jour du mois, de 1 à 31.",
            "max_value": "Écrivez un jour du mois, de 1 à 31.",
            "invalid": "Écrivez un jour du mois, de 1 à 31.",
        },
    )
    month = forms.TypedChoiceField(
        label="Échéance\u00a0: le mois", coerce=int, choices=list(enumerate(map(str.capitalize, MONTHS), 1))
    )
    field_order = ("party", "flow", "amount", "day", "month", "label")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day, month = cleaned.get("day"), cleaned.get("month")
        if day and month and day > monthrange(2027, month)[1]:  # a year without 29 February
            self.add_error("day", f"Le {day} {MONTHS[month - 1]} n’existe pas tous les ans.")
        return cleaned


class ReasonForm(forms.Form):
    """Why an agreement is sent back."""

    reason = forms.CharField(
        label="Ce qui est à corriger",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Toutes les parties le lisent.",
    )


class TerminateForm(forms.Form):
    """From when on an agreement is no longer in force, and why."""

    on = DayField(label="Premier jour où elle ne vaut plus")
    reason = forms.CharField(
        label="Pourquoi",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Toutes les parties le lisent. Ne nommez aucune personne aidée.",
    )


class AmendForm(forms.Form):
    """What an amendment is called, from when on it is in force, and the end that the agreement has then."""

    title = forms.CharField(label="Titre de l’avenant", max_length=160)
    on = DayField(label="À partir de quel jour il vaut")
    end = LastDayField(
        label="Dernier jour de la convention après cet avenant",
        help_text="Gardez la date proposée si l’avenant ne change pas la durée.",
    )


class SignForm(forms.Form):
    """The day on which each party signed, and the signed copy."""

    file = forms.FileField(
        label="L’exemplaire signé par toutes les parties",
        help_text=f"Un PDF, {shown_size(MAX_PDF_BYTES)} au plus. Il est gardé tel quel.",
        widget=forms.FileInput({"accept": ".pdf,application/pdf"}),
        max_length=160,
        error_messages={
            "empty": "Ce fichier est vide.",
            "required": "Choisissez le PDF signé.",
            "max_length": "Le nom de ce fichier est trop long\u00a0: raccourcissez-le.",
        },
    )

    def __init__(self, *args: Any, parties: list[AgreementParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = {f"signed_on_{party.pk}": party for party in parties}
        for name, party in self.days.items():
            who = f"Par {party.signatory_name}, {party.signatory_function}." if party.signatory_name else ""
            self.fields[name] = DayField(label=f"{party.partner} a signé le", help_text=who)
        self.groups = (("Qui a signé quand", tuple(self.days)), ("Le PDF", ("file",)))

    def clean_file(self) -> UploadedFile:
        """Say how heavy a file is before a byte of it is read."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_PDF_BYTES:
            raise forms.ValidationError(
                f"Ce fichier pèse {shown_size(upload.size)}\u00a0: le portail en accepte {shown_size(MAX_PDF_BYTES)} "
                "au plus. Numérisez-le en noir et blanc, ou avec une définition plus basse."
            )
        return upload

    def clean(self) -> dict[str, Any]:
        """`signed_on`, `data` and `filename`, as the action takes them."""
        cleaned = super().clean() or self.cleaned_data
        signed_on: dict[int, date] = {
            party.pk: cleaned.pop(name) for name, party in self.days.items() if name in cleaned
        }
        if upload := cleaned.pop("file", None):
            cleaned |= {"data": upload.read(), "filename": upload.name}
        return {**cleaned, "signed_on": signed_on}


# -- Forms of texts

type Article = tuple[str, str]

#: More articles than a text of this kind has; what is posted beyond is not read.
MAX_ARTICLES = 60
_BODY_HELP = (
    "Une ligne vide sépare deux paragraphes. **gras**, - en début de ligne pour une liste. "
    "Les champs s’écrivent entre accolades, comme {{ objet }}\u00a0: "
    '<a href="#champs">voir la liste des champs</a>.'
)


def body_field(**options: Any) -> forms.CharField:
    """The text of an article."""
    widget = forms.Textarea(attrs={"class": "article-text", "spellcheck": "true"})
    return forms.CharField(label="Texte", widget=widget, **options)


class TemplateForm(forms.Form):
    """All articles of a template, one after the other; as many as are given or were typed."""

    note = forms.CharField(
        label="Ce qui change dans cette version",
        max_length=200,
        required=False,
        help_text="En une phrase, pour ceux qui la liront dans la liste des versions.",
    )

    def __init__(self, *args: Any, articles: Sequence[Article], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = len(articles)
        for rank, (title, body) in enumerate(articles, start=1):
            self.fields[f"title_{rank}"] = forms.CharField(
                label=f"Titre de l’article {rank}", max_length=160, initial=title
            )
            self.fields[f"body_{rank}"] = body_field(
                initial=body,
                help_text=_BODY_HELP if rank == 1 else "",
                error_messages={"required": "Écrivez le texte de cet article, ou retirez-le."},
            )
            self.fields[f"body_{rank}"].label = f"Texte de l’article {rank}"

    @property
    def articles(self) -> list[dict[str, Any]]:
        """The fields of each article, for the page."""
        return [
            {
                "rank": rank,
                "title": self[f"title_{rank}"],
                "body": self[f"body_{rank}"],
                "is_first": rank == 1,
                "is_last": rank == self.count,
            }
            for rank in range(1, self.count + 1)
        ]

    def sections(self, data: dict[str, Any]) -> list[Article]:
        """The articles of a valid form."""
        return [(data[f"title_{rank}"], data[f"body_{rank}"]) for rank in range(1, self.count + 1)]


def typed_articles(data: QueryDict) -> list[Article]:
    """The articles that were typed, whatever is wrong with them, in their order."""
    articles: list[Article] = []
    while len(articles) < MAX_ARTICLES and f"title_{len(articles) + 1}" in data:
        rank = len(articles) + 1
        articles.append((data[f"title_{rank}"], data.get(f"body_{rank}", "").replace("\r\n", "\n")))
    return articles


def rearranged(articles: Sequence[Article], wish: str) -> list[Article]:
    """The articles after « up-3 », « down-3 », « remove-3 » or « add-3 » (one more after the third); else unchanged."""
    verb, _, number = wish.partition("-")
    out = list(articles)
    rank = int(number) if number.isdecimal() and len(number) < 4 else 0
    if verb == "add" and rank <= len(out) < MAX_ARTICLES:
        out.insert(rank, ("", ""))
    elif 1 <= rank <= len(out):
        if verb == "remove":
            out.pop(rank - 1)
        elif verb == "up" and rank > 1:
            out[rank - 2], out[rank - 1] = out[rank - 1], out[rank - 2]
        elif verb == "down" and rank < len(out):
            out[rank - 1], out[rank] = out[rank], out[rank - 1]
    return out


class SectionForm(forms.ModelForm):
    """One article of an agreement."""

    body = body_field(required=False, help_text=_BODY_HELP)

    class Meta:
        model = AgreementSection
        fields = ["title", "body"]


class CommentForm(forms.Form):
    """A remark on an article."""

    text = forms.CharField(
        label="Votre remarque", widget=forms.Textarea, error_messages={"required": "Écrivez votre remarque."}
    )


# -- Forms of instalments; the actions check them


class CallInstalmentForm(forms.Form):
    """Until when an instalment is to be paid."""

    due_on = DayField(label="À verser au plus tard le", help_text="Ce jour compris.")
    send = forms.BooleanField(
        label="Envoyer aussi l’appel par courriel", required=False, help_text="La lettre en PDF est jointe."
    )

    def __init__(self, *args: Any, addresses: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if addresses:
            self.fields["send"].help_text = f"À {', '.join(addresses)}, la lettre en PDF jointe."
        else:
            del self.fields["send"]


class EngageInstalmentForm(forms.Form):
    """The day on which the fund commits an instalment."""

    on = DayField(label="Engagée le")


class SettleInstalmentForm(forms.Form):
    """The day on which one party paid another."""

    on = DayField(label="Versée le", help_text="Le jour du versement, s’il est connu.")


class AgreementFteForm(forms.Form):
    """Which agreement pays how many FTE of a post of the register."""

    agreement = model_field(AgreementFte, "agreement", empty_label="Choisissez une convention")
    fte = fte_field(AgreementFte, help_text="1 pour un temps plein, 0,5 pour un mi-temps.")

    def __init__(self, *args: Any, post: StaffPost, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = post.agreement_fte.values("agreement")
        offered = Agreement.objects.main().exclude(state=AgreementState.TERMINATED).exclude(pk__in=known)
        field_of(self, "agreement").queryset = offered.filter(end__gt=today)
        field_of(self, "agreement").label_from_instance = lambda one: f"{one.reference}, {one.title}"


class PostAgreementForm(forms.Form):
    """The action of the fund to which the agreement's payments belong."""

    funded_action = forms.ModelChoiceField(
        label="Action du fonds qui paie",
        queryset=FundedAction.objects.none(),
        empty_label="Choisissez une action",
        help_text="Par exemple «\u00a0Postes de conseillers numériques\u00a0». Elle se voit dans les comptes du fonds.",
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actions = FundedAction.objects.filter(fund=post.fund)
        field_of(self, "funded_action").queryset = actions
        if len(actions) == 1:
            self.fields["funded_action"].initial = actions[0]
