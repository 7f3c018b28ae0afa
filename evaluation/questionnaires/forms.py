"""Forms of questionnaires and of the editor: texts, sections, questions, conditions, publication."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms

from evaluation.enums import Comparison, ItemKind, ItemRole
from evaluation.questionnaires.labels import Text, direction, kept_texts, texts_of
from evaluation.questionnaires.models import Questionnaire
from evaluation.questionnaires.rules import (
    CHOICE_CODE,
    CODE,
    MAX_DRAFTED,
    ROW,
    SCALES,
    WITH_CHOICES,
    Choice,
    Condition,
    Form,
    Item,
    Section,
    askable_before,
    code_from,
    codes_of,
    form_problems,
    place_of,
    section_of,
    with_item,
    written_choices,
)
from inclusion.core.french.health import asked_fault
from inclusion.core.french.names import one_line
from inclusion.core.web.forms import field_of

#: Between a question and its answer, in what the page sends: no code has it.
_OF = "|"
#: Letters of a wording in the list of answers.
_SHORT = 70
LATER = "Cette question n’est pas posée avant\u00a0: choisissez-en une qui l’est, ou «\u00a0à tout le monde\u00a0»."


def plain_lines(text: str) -> list[str]:
    """The lines of a text, without empty ones and without what nobody can see."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    seen = (one_line("".join(one for one in line if one.isprintable() or one.isspace())) for line in lines)
    return [line for line in seen if line]


class Lines(forms.CharField):
    """A text of several lines, as the browser sends it, with plain ends of lines."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Before its length is looked at: the browser counts the end of a line as one letter."""
        return super().to_python(value).replace("\r\n", "\n")


class AskedTextsMixin(forms.Form):
    """A form of texts that people read before they answer: no word of health, no social security number."""

    def clean(self) -> dict[str, Any]:
        """Say at each text that it has to go."""
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            text = "\n".join(value) if isinstance(value, list) else value
            if isinstance(text, str) and name != "code" and (fault := asked_fault(text)):
                self.add_error(name, fault)
        return cleaned


class ConditionMixin(forms.Form):
    """The fields `asked_of` and `otherwise`: everybody, or those who answered an earlier question so."""

    @property
    def details_wrong(self) -> bool:
        """Whether something is to be corrected among the details, which are folded."""
        return any(name in self.errors for name in self.details)

    def offer_conditions(self, earlier: Sequence[Item], now: Condition | None) -> None:
        """Offer the answers to these questions, and what is said now."""
        offered: list[Any] = [("", "À tout le monde")]
        for item in earlier:
            answers = [(item.code, "une réponse, quelle qu’elle soit")]
            answers += [(f"{item.code}{_OF}{one.code}", f"«\u00a0{_short(one.label)}\u00a0»") for one in item.answers]
            offered.append((f"À qui a répondu à «\u00a0{_short(item.label)}\u00a0»", answers))
        field = self.fields["asked_of"]
        field.choices = offered
        field.error_messages["invalid_choice"] = LATER
        if now is None:
            return
        value = now.item if now.test == Comparison.IS_ANSWERED else f"{now.item}{_OF}{now.choice}"
        self.initial |= {"asked_of": value, "otherwise": now.test == Comparison.IS_NOT}
        known = {code for item in earlier for code in (item.code, *_values(item))}
        if value not in known:
            field.widget.choices = [*offered, (value, f"Ne convient plus\u00a0: «\u00a0{now.item}\u00a0»")]

    def clean(self) -> dict[str, Any]:
        """The condition, from its two fields."""
        cleaned = super().clean() or self.cleaned_data
        item, _, choice = cleaned.get("asked_of", "").partition(_OF)
        cleaned["shown_if"] = None
        if item and choice:
            test = Comparison.IS_NOT if cleaned.get("otherwise") else Comparison.IS
            cleaned["shown_if"] = Condition(item=item, test=test, choice=choice)
        elif item and cleaned.get("otherwise"):
            self.add_error("otherwise", "Choisissez la réponse qui exclut, pas «\u00a0une réponse\u00a0».")
        elif item:
            cleaned["shown_if"] = Condition(item=item, test=Comparison.IS_ANSWERED)
        elif cleaned.get("otherwise") and "asked_of" in cleaned:
            self.add_error("otherwise", "Choisissez d’abord à quelle réponse.")
        return cleaned


def _values(item: Item) -> list[str]:
    return [f"{item.code}{_OF}{one.code}" for one in item.answers]


def _short(label: str) -> str:
    return label if len(label) <= _SHORT else f"{label[: _SHORT - 1].rstrip()}…"


# -- Form of one question

#: Answers of one question; rows of one table.
MAX_LINES = 60
_LONGEST_LINE = 300
_BAD_CODE = "Un code commence par une lettre, puis des lettres sans accent, des chiffres et des tirets bas."


class ItemForm(ConditionMixin, AskedTextsMixin, forms.Form):
    """One question."""

    label = Lines(label="La question", max_length=500, rows=2)
    kind = forms.ChoiceField(label="Comment on y répond", choices=ItemKind)
    help_text = forms.CharField(
        label="Aide sous la question",
        max_length=300,
        required=False,
        help_text="Facultatif\u00a0: un exemple, une précision.",
    )
    required = forms.BooleanField(
        label="Il faut répondre pour continuer",
        required=False,
        help_text="À réserver à ce dont vous avez vraiment besoin.",
    )
    rows = Lines(
        label="Les lignes du tableau",
        max_length=9000,
        required=False,
        rows=5,
        help_text="Une par ligne\u00a0: ce que l’on demande l’un après l’autre.",
    )
    choices = Lines(
        label="Les réponses proposées",
        max_length=9000,
        required=False,
        rows=6,
        help_text="Une par ligne, dans l’ordre.",
    )
    scaled = forms.BooleanField(
        label="Ces réponses vont de la moins bonne à la meilleure",
        required=False,
        help_text="Alors on peut comparer avant et après.",
    )
    right = forms.CharField(
        label="La bonne réponse",
        max_length=_LONGEST_LINE,
        required=False,
        help_text="Recopiez-la comme ci-dessus. La personne ne la voit jamais.",
    )
    minimum = forms.IntegerField(
        label="Au moins", required=False, min_value=-(10**9), max_value=10**9, help_text="Facultatif."
    )
    maximum = forms.IntegerField(
        label="Au plus", required=False, min_value=-(10**9), max_value=10**9, help_text="Facultatif."
    )
    section = forms.ChoiceField(label="Partie")
    asked_of = forms.ChoiceField(label="Poser cette question", required=False)
    otherwise = forms.BooleanField(label="Au contraire\u00a0: à qui a répondu autre chose", required=False)
    role = forms.ChoiceField(label="À quoi sert la réponse", choices=ItemRole, required=False)
    measure = forms.CharField(
        label="Ce qu’elle mesure",
        max_length=60,
        required=False,
        help_text="Un même mot pour la même chose avant, après et dans un test, par exemple «\u00a0search\u00a0».",
    )
    source = forms.CharField(
        label="D’où vient la formulation ou l’échelle",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    code = forms.CharField(
        label="Code de la question",
        max_length=60,
        required=False,
        help_text="Son nom dans les fichiers. Laissez vide\u00a0: il est fait à partir de la question.",
    )
    groups = (
        ("", ("label", "kind", "help_text", "required")),
        ("Les réponses", ("rows", "choices", "scaled", "right", "minimum", "maximum")),
        ("À qui la poser", ("section", "asked_of", "otherwise")),
    )
    #: Fields that a coordinator never needs: they are folded.
    details = ("role", "measure", "source", "code")

    def __init__(self, *args: Any, form: Form, item: Item | None, section: str = "", **kwargs: Any) -> None:
        self.form, self.item = form, item
        here = form.sections[place_of(form, item.code)[0]].code if item else section
        super().__init__(*args, **kwargs | {"initial": _initial(item) | {"section": here}})
        field_of(self, "section").choices = [(one.code, one.title or one.code) for one in form.sections]
        self.fields["section"].error_messages["invalid_choice"] = (
            "Cette partie n’existe plus\u00a0: choisissez-en une autre."
        )
        target = self.data.get("section", "") if self.is_bound else here
        if target not in {one.code for one in form.sections}:
            target = form.sections[-1].code
        stays = item is not None and target == here
        earlier = askable_before(form, section=section_of(form, target), code=item.code if stays and item else "")
        if item and not stays:
            earlier = [one for one in earlier if one.code != item.code]
        self.offer_conditions(earlier, item.shown_if if item else None)
        self._offer_codes()

    def _offer_codes(self) -> None:
        """The codes and scores of answers that are there already, to change under « détails »."""
        if self.item is None:
            return
        for place, one in enumerate(self.item.rows):
            self._offer(f"row_code_{place}", _code_field(f"Code de la ligne «\u00a0{one.label}\u00a0»", one))
        for place, one in enumerate(self.item.choices):
            self._offer(f"choice_code_{place}", _code_field(f"Code de «\u00a0{one.label}\u00a0»", one))
            score = forms.IntegerField(
                label="Score", required=False, initial=one.score, min_value=-1000, max_value=1000
            )
            self._offer(f"choice_score_{place}", score)

    def _offer(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field
        self.details = (*self.details, name)

    def clean_label(self) -> str:
        """The question on one line."""
        lines = plain_lines(self.cleaned_data["label"])
        if not lines:
            raise forms.ValidationError("Écrivez la question.")
        return " ".join(lines)

    def clean_choices(self) -> list[str]:
        """The answers, one a line."""
        return _lines(self.cleaned_data["choices"], "réponses")

    def clean_rows(self) -> list[str]:
        """The rows, one a line."""
        return _lines(self.cleaned_data["rows"], "lignes")

    def clean_code(self) -> str:
        """A code that names the question in files, and that no other has."""
        code = self.cleaned_data["code"].strip()
        others = codes_of(self.form) - ({self.item.code} if self.item else set())
        if self.item:
            others -= set(dict(self.item.questions()))
        if not code:
            return code_from(self.cleaned_data.get("label", ""), others, otherwise="question")
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_BAD_CODE)
        if ROW in code:
            raise forms.ValidationError("Deux tirets bas de suite sont réservés aux lignes des tableaux.")
        if code in others:
            raise forms.ValidationError(f"Une autre question a déjà le code «\u00a0{code}\u00a0».")
        return code

    def clean(self) -> dict[str, Any]:
        """What must fit together, said beside the field to correct."""
        cleaned = super().clean() or self.cleaned_data
        if self.item is None and len(list(self.form.items())) >= MAX_DRAFTED:
            self.add_error(
                None,
                f"Ce questionnaire a déjà {MAX_DRAFTED} questions\u00a0: retirez-en avant d’en ajouter. Personne n’y "
                "répondrait jusqu’au bout.",
            )
        cleaned["item"] = item = self.written()
        self._check_lines(item)
        self._check_codes(item)
        if item.kind == ItemKind.TESTED and not item.right and "right" not in self.errors:
            self.add_error("right", "Recopiez ici une des réponses proposées, celle qui est juste.")
        low, high = item.minimum, item.maximum
        if low is not None and high is not None and low > high:
            self.add_error("maximum", "Écrivez un nombre qui ne soit pas plus petit que «\u00a0Au moins\u00a0».")
        if not self.errors:
            self._check_place(item)
        return cleaned

    def written(self) -> Item:
        """The question as it is written so far, whatever is wrong with it."""
        said = self.cleaned_data
        kind = ItemKind(said.get("kind") or ItemKind.SINGLE)
        choices = rows = ()
        if kind in WITH_CHOICES:
            choices = written_choices(
                said.get("choices", []),
                self._known("choice"),
                scaled=said.get("scaled", False) and kind != ItemKind.TESTED,
                otherwise="reponse",
            )
        if kind == ItemKind.MATRIX:
            rows = written_choices(said.get("rows", []), self._known("row"), scaled=False, otherwise="ligne")
        is_number = kind == ItemKind.NUMBER
        item = Item(
            code=said.get("code") or "question",
            kind=kind,
            label=said.get("label", ""),
            help_text=said.get("help_text", ""),
            required=said.get("required", False),
            choices=choices,
            rows=rows,
            minimum=said.get("minimum") if is_number else None,
            maximum=said.get("maximum") if is_number else None,
            right=_right(said.get("right", ""), choices) if kind == ItemKind.TESTED else "",
            role=ItemRole(said.get("role") or ItemRole.NONE),
            measure=said.get("measure", ""),
            source=" ".join(plain_lines(said.get("source", ""))),
            shown_if=said.get("shown_if"),
        )
        return kept_texts(item, self.item)

    @property
    def recoded(self) -> dict[str, str]:
        """The new code of each answer that had another one."""
        if self.item is None:
            return {}
        now = self._known("choice")
        return {old.code: new.code for old, new in zip(self.item.choices, now, strict=True)}

    def _known(self, kind: str) -> list[Choice]:
        """The answers or rows that are there already, with the codes and scores that were typed for them."""
        if self.item is None:
            return []
        known = self.item.choices if kind == "choice" else self.item.rows
        typed = []
        for place, one in enumerate(known):
            code = self.cleaned_data.get(f"{kind}_code_{place}", "").strip() or one.code
            score = self.cleaned_data.get(f"choice_score_{place}") if kind == "choice" else None
            typed.append(one.model_copy(update={"code": code, "score": score}))
        return typed

    def _check_lines(self, item: Item) -> None:
        if item.kind in WITH_CHOICES and len(item.choices) < 2 and "choices" not in self.errors:
            self.add_error("choices", "Écrivez au moins deux réponses, une par ligne.")
        if item.kind == ItemKind.MATRIX and not item.rows and "rows" not in self.errors:
            self.add_error("rows", "Écrivez au moins une ligne du tableau.")

    def _check_codes(self, item: Item) -> None:
        for kind, written in (("choice", item.choices), ("row", item.rows)):
            counts = Counter(one.code for one in written)
            for place, one in enumerate(self._known(kind)):
                name = f"{kind}_code_{place}"
                if name in self.errors:
                    continue
                if not CHOICE_CODE.fullmatch(one.code):
                    self.add_error(name, "Des lettres sans accent, des chiffres et des tirets, sans espace.")
                elif counts[one.code] > 1:
                    self.add_error(name, f"Deux fois le même code\u00a0: «\u00a0{one.code}\u00a0».")

    def _check_place(self, item: Item) -> None:
        """Whatever else this question would bring in that was not wrong before."""
        form = with_item(
            self.form,
            item,
            section=self.cleaned_data["section"],
            replacing=self.item.code if self.item else "",
            recoded=self.recoded,
        )
        named = f"«\u00a0{item.label}\u00a0»"
        known = set(form_problems(self.form))
        for problem in form_problems(form):
            if problem not in known and named in problem:
                self.add_error(None, problem)


def _code_field(label: str, one: Choice) -> forms.Field:
    return forms.CharField(label=label, max_length=60, required=False, initial=one.code)


def _initial(item: Item | None) -> dict[str, Any]:
    if item is None:
        return {"kind": ItemKind.SINGLE}
    right = next((one.label for one in item.choices if one.code == item.right), item.right)
    return {
        "label": item.label,
        "kind": item.kind.value,
        "help_text": item.help_text,
        "required": item.required,
        "choices": "\n".join(one.label for one in item.choices),
        "rows": "\n".join(one.label for one in item.rows),
        "scaled": item.kind not in SCALES and item.is_scale,
        "right": right,
        "minimum": item.minimum,
        "maximum": item.maximum,
        "role": item.role.value,
        "measure": item.measure,
        "source": item.source,
        "code": item.code,
    }


def _lines(text: str, nouns: str) -> list[str]:
    lines = plain_lines(text)
    if len(lines) > MAX_LINES:
        raise forms.ValidationError(f"{MAX_LINES} {nouns} au plus\u00a0; vous en avez écrit {len(lines)}.")
    for line, times in Counter(lines).items():
        if times > 1:
            raise forms.ValidationError(f"«\u00a0{line}\u00a0» est écrit deux fois.")
        if len(line) > _LONGEST_LINE:
            raise forms.ValidationError(f"{_LONGEST_LINE} signes au plus par ligne.")
    return lines


def _right(typed: str, choices: tuple[Choice, ...]) -> str:
    """The code of the answer that was copied; nothing where it is none of them."""
    wanted = " ".join(plain_lines(typed)).casefold()
    return next((one.code for one in choices if wanted and one.label.casefold() == wanted), "")


# -- Forms of questionnaires: description, texts, parts, publication


class QuestionnaireForm(AskedTextsMixin, forms.ModelForm):
    """What is said of a questionnaire, for those who run the surveys."""

    class Meta:
        model = Questionnaire
        fields = ["title", "purpose", "description", "is_shared"]
        help_texts = {
            "title": "Pour vous y retrouver. Les personnes lisent un autre titre, écrit avec les questions.",
            "is_shared": "Tout le monde peut en télécharger les questions, jamais les réponses.",
        }


class NewQuestionnaireForm(QuestionnaireForm):
    """The same before it exists: nothing is shared of what is not written yet."""

    class Meta(QuestionnaireForm.Meta):
        fields = ["title", "purpose", "description"]


class PublishForm(forms.Form):
    """What a version changes, in a sentence; the first one changes nothing."""

    changes = forms.CharField(
        label="Ce qui change",
        max_length=300,
        required=False,
        help_text="Une phrase pour vos collègues, par exemple\u00a0: «\u00a0question 4 plus simple\u00a0».",
    )


class TextsForm(AskedTextsMixin, forms.Form):
    """What people read before the first question and after the last."""

    title = forms.CharField(
        label="Titre",
        max_length=200,
        help_text="Ce que lit la personne en premier, par exemple «\u00a0Le numérique et vous\u00a0».",
    )
    introduction = Lines(
        label="Avant la première question",
        max_length=3000,
        required=False,
        help_text="Qui demande, pourquoi, ce que deviennent les réponses. Des phrases courtes.",
    )
    thanks = Lines(label="Après la dernière", max_length=1000, required=False)


class SectionForm(ConditionMixin, AskedTextsMixin, forms.Form):
    """A part of a questionnaire: what is together on one page."""

    title = forms.CharField(label="Titre de la partie", max_length=200)
    text = Lines(
        label="Texte avant les questions",
        max_length=2000,
        required=False,
        help_text="Facultatif\u00a0: comment répondre, ce qu’il faut savoir.",
    )
    asked_of = forms.ChoiceField(label="Montrer cette partie", required=False)
    otherwise = forms.BooleanField(label="Au contraire\u00a0: à qui a répondu autre chose", required=False)
    code = forms.CharField(
        label="Code de la partie",
        max_length=60,
        required=False,
        help_text="Son nom dans les fichiers. Laissez vide\u00a0: il est fait à partir du titre.",
    )
    groups = (("", ("title", "text")), ("À qui la montrer", ("asked_of", "otherwise")))
    details = ("code",)

    def __init__(self, *args: Any, form: Form, section: Section | None, **kwargs: Any) -> None:
        initial = {}
        if section is not None:
            initial = {"title": section.title, "text": section.text, "code": section.code}
        super().__init__(*args, **kwargs | {"initial": initial})
        self.form, self.section = form, section
        place = form.sections.index(section) if section in form.sections else len(form.sections)
        self.offer_conditions(
            [item for one in form.sections[:place] for item in one.items], section.shown_if if section else None
        )

    def clean_code(self) -> str:
        """A code that names it in files and that no other part has."""
        code = self.cleaned_data["code"].strip()
        others = {one.code for one in self.form.sections} - {self.section.code if self.section else ""}
        if not code:
            return code_from(self.cleaned_data.get("title", ""), others | codes_of(self.form), otherwise="partie")
        if not CODE.fullmatch(code):
            raise forms.ValidationError(
                "Un code commence par une lettre, puis des lettres sans accent, des chiffres et des tirets bas."
            )
        if code in others:
            raise forms.ValidationError(f"Une autre partie a déjà le code «\u00a0{code}\u00a0».")
        return code

    def written(self) -> Section:
        """The part as it is written so far, whatever is wrong with it."""
        said = self.cleaned_data
        section = Section(
            code=said.get("code") or "partie",
            title=said.get("title", ""),
            text=said.get("text", ""),
            items=self.section.items if self.section else (),
            shown_if=said.get("shown_if"),
        )
        return kept_texts(section, self.section)


class TranslationForm(AskedTextsMixin, forms.Form):
    """The texts of a form in another language, each beside the French one; those that are missing may stay so."""

    def __init__(self, data: Any = None, *, form: Form, language: str) -> None:
        super().__init__(data)
        self.texts: list[Text] = list(texts_of(form, language))
        attrs = {"lang": language, "dir": direction(language)}
        for number, text in enumerate(self.texts):
            is_long = text.name in ("introduction", "thanks", "text") or len(text.french) > _SHORT
            widget = forms.Textarea({"rows": 3, **attrs}) if is_long else forms.TextInput(attrs)
            self.fields[f"t{number}"] = forms.CharField(
                label=text.french, initial=text.translation, required=False, max_length=3000, widget=widget
            )

    def translations(self) -> dict[str, str]:
        """What was written, by the key of each text."""
        return {text.key: self.cleaned_data[f"t{number}"] for number, text in enumerate(self.texts)}
