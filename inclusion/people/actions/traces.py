"""Where else than in their file a person is named: every text of every row is read, and emptied on request."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Lower
from django.utils.text import capfirst

from inclusion.core.models.columns import WithoutAccents
from inclusion.core.models.networks import Membership, User
from inclusion.core.registry.people import PersonRecords, PersonRows, person_rows
from inclusion.core.scope import NetworkOwned
from inclusion.people.models import Beneficiary
from inclusion.people.rules import Sign, Wanted

#: Models that say by themselves who it is about, and are not searched: people's own files.
FILES = (Beneficiary,)


@dataclass(frozen=True)
class Trace:
    """A row that names a person: what it says, what says that it is them, and why it stays where it does."""

    row: models.Model
    signs: tuple[Sign, ...]
    says: dict[str, str]
    is_certain: bool
    kept: str

    @property
    def key(self) -> str:
        return f"{self.row._meta.label_lower}:{self.row.pk}"

    @property
    def url(self) -> str:
        """The page of the row, where it has one."""
        return self.row.get_absolute_url() if hasattr(self.row, "get_absolute_url") else ""

    @property
    def title(self) -> str:
        return str(capfirst(self.row._meta.verbose_name))


def wanted(person: Beneficiary) -> Wanted:
    """What is looked for of a person."""
    return Wanted(person.first_name, person.last_name, person.email, person.phone, person.address)


def text_fields(model: type[models.Model]) -> list[models.Field]:
    """The columns of a model in which somebody may have typed a name: no closed list, nothing that is computed."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(getattr(field, "base_field", field), models.CharField | models.TextField | models.JSONField)
        and not isinstance(field, models.GeneratedField)
        and not field.choices
    ]


def searched_models() -> list[type[models.Model]]:
    """The models whose rows are searched: all that a network owns, and the accounts of its members."""
    owned = [one for one in apps.get_models() if issubclass(one, NetworkOwned) and one not in FILES]
    models_of_people: list[type[models.Model]] = [*owned, User]
    return [one for one in models_of_people if text_fields(one)]


def _rows_of(model: type[models.Model]) -> models.QuerySet:
    if model is User:
        return User.objects.filter(pk__in=Membership.objects.values("user"))
    treated, rows = person_rows(model), model._default_manager.all()
    return rows.filter(**{treated.part_of: None}) if treated.part_of and not treated.kept else rows


def traces_of(person: Beneficiary, *, certain_only: bool = False) -> list[Trace]:
    """Return the rows outside a person's file that name them, those that are surely theirs first.

    `certain_only` reads the few models alone of which no row needs to be confirmed.
    """
    if person.anonymised_at is not None:
        return []
    named = wanted(person)
    found = [
        trace
        for model in searched_models()
        if not certain_only or person_rows(model).email or person_rows(model).unseen
        for trace in _traces_in(model, named)
        if trace.is_certain or not certain_only
    ]
    return sorted(found, key=lambda one: (not one.is_certain, bool(one.kept), one.title, one.row.pk))


def _traces_in(model: type[models.Model], named: Wanted) -> Iterator[Trace]:
    fields, treated = text_fields(model), person_rows(model)
    for row in _likely(model, fields, named):
        texts = {field: _text(getattr(row, field.attname)) for field in fields}
        signs = named.signs("\n".join(texts.values()))
        if signs:
            is_certain = bool(treated.unseen) or _is_certain(texts, named, treated)
            says = {"Contenu": treated.unseen} if treated.unseen else _said(texts, named, whole=is_certain)
            ordered = tuple(sign for sign in Sign if sign in signs)
            yield Trace(row=row, signs=ordered, says=says, is_certain=is_certain, kept=treated.kept)


def _likely(model: type[models.Model], fields: list[models.Field], named: Wanted) -> models.QuerySet:
    """The rows with one of the words that cannot be missing; whether they name the person is checked then."""
    text = models.Func(
        models.Value(" "),
        *(models.F(field.attname) for field in fields),
        function="concat_ws",
        output_field=models.TextField(),
    )
    fits = models.Q()
    for word in named.words_to_look_for():
        fits |= models.Q(trace_text__contains=Lower(WithoutAccents(models.Value(word))))
    rows = _rows_of(model).alias(trace_text=Lower(WithoutAccents(text)))
    if named.digits:
        digits = models.Func(
            models.F("trace_text"),
            models.Value(r"\D"),
            models.Value(""),
            models.Value("g"),
            function="regexp_replace",
            output_field=models.TextField(),
        )
        rows = rows.alias(trace_digits=digits)
        fits |= models.Q(trace_digits__contains=named.digits)
    heavy = [field.name for field in model._meta.concrete_fields if isinstance(field, models.BinaryField)]
    return rows.filter(fits).defer(*heavy).order_by("pk") if fits else rows.none()


def _text(value: Any) -> str:
    """A value as a text in which names are found, whatever its depth."""
    if isinstance(value, dict):
        return "\n".join(f"{name}\u00a0: {_text(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(_text(one) for one in value)
    return "" if value is None else str(value)


def _is_certain(texts: dict[models.Field, str], named: Wanted, treated: PersonRows) -> bool:
    return any(Sign.EMAIL in named.signs(text) for field, text in texts.items() if field.name == treated.email)


def _said(texts: dict[models.Field, str], named: Wanted, *, whole: bool) -> dict[str, str]:
    """What a row says: of one that is surely theirs everything that was typed, of another what names them."""
    return {
        capfirst(str(field.verbose_name)): named.passages(text)
        for field, text in texts.items()
        if text and (named.without(text) != text or (whole and field.editable))
    }


# -- Export and erasure of the rows


def chosen(traces: list[Trace], keys: Collection[str]) -> list[Trace]:
    """Those that are surely theirs, and those that somebody confirmed."""
    return [one for one in traces if one.is_certain or one.key in keys]


def records_in(traces: list[Trace]) -> PersonRecords:
    """Return what these rows say, as tables to give to the person."""
    records = PersonRecords()
    for one in traces:
        row = {"Ligne n°": one.row.pk} | one.says
        records.tables.setdefault(one.title, []).append(row | ({"Pourquoi cela reste": one.kept} if one.kept else {}))
    return records


def records_in_file(person: Beneficiary, *, said: str) -> PersonRecords:
    """Return what names the person in rows that are part of their file, and that `said` does not hold yet."""
    named, records = wanted(person), PersonRecords()
    for model, row in _rows_in_file(person):
        for field in text_fields(model):
            text = _text(getattr(row, field.attname))
            if text not in said and named.without(text) != text:
                words = {"Où": capfirst(str(model._meta.verbose_name)), "Ligne n°": row.pk}
                records.tables.setdefault("Autres mentions de votre nom", []).append(
                    words | {"Quoi": capfirst(str(field.verbose_name)), "Texte": text}
                )
    return records


def _rows_in_file(person: Beneficiary) -> Iterator[tuple[type[models.Model], models.Model]]:
    for model in searched_models():
        treated = person_rows(model)
        if treated.part_of and not treated.kept:
            for row in model._default_manager.filter(**{treated.part_of: person}).order_by("pk"):
                yield model, row


def forget_traces(traces: list[Trace], person: Beneficiary, *, by: User | None, at: datetime) -> int:
    """Empty these rows of what names the person, in the transaction that empties their file; returns how many."""
    named, gone = wanted(person), [one for one in traces if not one.kept]
    for one in gone:
        if forget := person_rows(type(one.row)).forget:
            forget(one.row, by=by, at=at)
        _take_away(type(one.row), one.row.pk, named)
    return len(gone)


def forget_in_file(person: Beneficiary) -> None:
    """Take the person's name out of whatever is still written in the rows that are part of their file."""
    named = wanted(person)
    for model, row in list(_rows_in_file(person)):
        _take_away(model, row.pk, named)


def _take_away(model: type[models.Model], pk: int, named: Wanted) -> None:
    rows = model._default_manager.filter(pk=pk)
    row = rows.select_for_update(of=("self",)).order_by("pk").first()
    if row is None:  # forgotten whole
        return
    changed = {}
    for field in text_fields(model):
        value = getattr(row, field.attname)
        if (emptied := _emptied(field, value, named)) != value:
            changed[field.attname] = emptied
    if changed:
        rows.update(**changed)


def _emptied(field: models.Field, value: Any, named: Wanted) -> Any:
    """The value without what names the person: an e-mail address leaves nothing, a text says that something went."""
    if isinstance(value, dict):
        return {named.without(name): _emptied(field, one, named) for name, one in value.items()}
    if isinstance(value, list):
        base = getattr(field, "base_field", field)
        emptied_list = [_emptied(base, one, named) for one in value]
        return [one for one in emptied_list if one] if isinstance(base, models.EmailField) else emptied_list
    if not isinstance(value, str):
        return value
    emptied = named.without(value)
    if emptied == value:
        return value
    return "" if isinstance(field, models.EmailField) else emptied[: getattr(field, "max_length", None)]
