"""Results are published once, exported as tables, and given one by one for research."""

import csv
import hashlib
import hmac
import io
import secrets
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import batched
from typing import IO, Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from evaluation.enums import AgeBand, CampaignState, ItemKind, ItemRole, Moment, PublishedPart, Verb
from evaluation.questionnaires.models import QuestionnaireVersion
from evaluation.questionnaires.rules import Choice, Item
from evaluation.results.models import GUARD, Publication
from evaluation.results.queries.comparing import ClosingCounts, paired_findings_of
from evaluation.results.queries.counting import findings_of
from evaluation.results.queries.published import asked_in
from evaluation.results.rules.exports import GUARDED, PAIRED_METHOD, Row, counted_rows, measure_rows, paired_rows
from evaluation.results.rules.findings import Findings, PairedFindings
from evaluation.results.rules.suppression import THRESHOLD
from evaluation.surveys.models import Answer, Campaign, Response, Survey
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date
from inclusion.core.models.history import JournalEntry
from inclusion.core.web import exports
from inclusion.core.web.exports import plain
from inclusion.territories.models import Epci


def due_parts(survey: Survey) -> list[PublishedPart]:
    """What can be published of a survey and is not: moments whose campaigns are all closed, then what changed.

    What an earlier guard published is due again, where the answers are still there.
    """
    states: dict[str, set[str]] = {}
    for moment, state in survey.campaigns.order_by().values_list("moment", "state").distinct():
        states.setdefault(moment, set()).add(state)
    over = {moment for moment, found in states.items() if found == {CampaignState.CLOSED}}
    published = Publication.objects.current().filter(survey=survey)
    if Response.objects.finished().filter(campaign__survey=survey).exists():
        published = published.exclude(guard__lt=GUARD)
    done = set(published.values_list("part", flat=True))
    due = [PublishedPart(moment) for moment in Moment if moment in over - done]
    if survey.is_closed and survey.pairs and {Moment.BEFORE, Moment.AFTER} <= over:
        due += [PublishedPart.PAIRED] if PublishedPart.PAIRED not in done else []
    return due


def surveys_to_look_at() -> list[Survey]:
    """Surveys of which something is over, and something may be due."""
    over = Survey.objects.filter(campaigns__state=CampaignState.CLOSED).distinct().order_by("pk")
    return [survey for survey in over if due_parts(survey)]


def publish_part(survey: Survey, part: str, *, by: Any, at: datetime) -> Publication | None:
    """Publish one part of a survey that is due; nothing where it is not, or no longer."""
    if part == PublishedPart.PAIRED:
        return publish_paired(survey, by=by, at=at)
    return publish_moment(survey, part, by=by, at=at)


@transaction.atomic
def publish_moment(survey: Survey, part: str, *, by: Any, at: datetime) -> Publication | None:
    """Publish what one moment of a survey says; nothing where it is published, or a campaign of it is not closed."""
    survey = _lock(survey)
    if part not in due_parts(survey) or part == PublishedPart.PAIRED:
        return None
    return _keep(survey, part, findings_of(survey, part), by=by, at=at)


@transaction.atomic
def publish_paired(survey: Survey, *, by: Any, at: datetime) -> Publication | None:
    """Publish what changed between before and after; nothing before the survey is closed and both are published."""
    survey = _lock(survey)
    if due_parts(survey) != [PublishedPart.PAIRED]:
        return None
    of = {one.part: one.findings for one in survey.publications.all()}
    before, after = of[PublishedPart.BEFORE], of[PublishedPart.AFTER]
    assert isinstance(before, Findings)
    assert isinstance(after, Findings)
    # What the journal says of the closing: the codes that would reveal who answered are gone.
    closing = JournalEntry.objects.filter(
        verb=Verb.SURVEY_CLOSED, target_model=survey._meta.label, target_id=survey.pk
    ).latest("at")
    return _keep(
        survey,
        PublishedPart.PAIRED,
        paired_findings_of(
            survey, before, after, ClosingCounts(closing.details["doubles"], closing.details["without_code"])
        ),
        by=by,
        at=at,
    )


def _lock(survey: Survey) -> Survey:
    """Lock a survey for this transaction: of two that publish at once, the second finds that it is done."""
    return Survey.objects.select_for_update(of=("self",), no_key=True).get(pk=survey.pk)


def _keep(survey: Survey, part: str, findings: Findings | PairedFindings, *, by: Any, at: datetime) -> Publication:
    earlier = survey.publications.filter(part=part).first()
    publication = Publication.objects.create(
        network_id=survey.network_id,
        survey=survey,
        part=part,
        document=findings.model_dump(mode="json"),
        # Of results that are made anew, the day on which they were first published.
        made_at=earlier.made_at if earlier else at,
    )
    journal.record(Verb.RESULTS_PUBLISHED, on=survey, by=by, at=at, part=str(part))
    return publication


@transaction.atomic
def show_to_all(survey: Survey, *, by: Any, at: datetime) -> Survey:
    """Let everybody read what is published of a survey. Raises DomainError where nothing is yet."""
    survey = _lock(survey)
    if not survey.publications.exists():
        raise DomainError("Rien n’est encore publié de cette enquête.")
    if survey.public_at is None:
        survey.public_at = at
        survey.save(update_fields=["public_at"])
        journal.record(Verb.RESULTS_SHOWN, on=survey, by=by, at=at)
    return survey


@transaction.atomic
def withdraw_from_all(survey: Survey, *, by: Any, at: datetime) -> Survey:
    """Take the results of a survey off the public site; members go on reading them."""
    survey = _lock(survey)
    if survey.public_at is not None:
        survey.public_at = None
        survey.save(update_fields=["public_at"])
        journal.record(Verb.RESULTS_WITHDRAWN, on=survey, by=by, at=at)
    return survey


# -- Exports of published results; the journal records each

INVENTED = "Ces réponses sont inventées, pour une démonstration\u00a0: n’en tirez aucune conclusion."


@transaction.atomic
def export_results(publication: Publication, fmt: str, *, by: Any, at: datetime) -> bytes:
    """The published figures of one part of a survey as CSV or as a workbook; the journal records by whom."""
    found = publication.findings
    rows = paired_rows(found) if isinstance(found, PairedFindings) else counted_rows(publication.part, found)
    data = exports.to_csv(rows) if fmt == "csv" else exports.to_book(_sheets(publication, found, rows))
    survey = publication.survey
    journal.record(Verb.RESULTS_EXPORTED, on=survey, by=by, at=at, part=publication.part, format=fmt)
    return data


def _sheets(
    publication: Publication, found: Findings | PairedFindings, rows: Iterator[Row]
) -> Iterator[tuple[str, Iterator[Row]]]:
    if isinstance(found, PairedFindings):
        yield "Mesures", measure_rows(found)
        yield "Tous les chiffres", rows
    else:
        yield "Résultats", rows
    yield "Lisez-moi", _read_me(publication, found)


def _read_me(publication: Publication, found: Findings | PairedFindings) -> Iterator[Row]:
    """What a researcher needs to know before counting."""
    survey, part = publication.survey, PublishedPart(publication.part)
    yield ("Enquête", survey.title)
    if survey.description:
        yield ("Ce que l’on veut savoir", survey.description)
    yield ("Réseau", f"{survey.network.name}, {survey.network.host_name}")
    yield ("Partie", part.label)
    yield ("Publié le", publication.made_at)
    if found.is_synthetic:
        yield ("Réponses inventées", INVENTED)
    if isinstance(found, Findings):
        yield ("Questionnaire", f"{found.questionnaire}, version {found.version}")
    for one in asked_in(survey, moment="" if part == PublishedPart.PAIRED else part.value):
        words = f"{one.questionnaire}, version {one.version}, {one.days}; {one.channels}"
        yield (f"Campagne «\u00a0{one.title}\u00a0» ({one.moment})", words)
    yield from GUARDED
    if isinstance(found, PairedFindings):
        yield from PAIRED_METHOD
    else:
        yield (
            "Pourcentage",
            "Sur toutes les personnes qui ont répondu au questionnaire. «\u00a0Sans réponse\u00a0» compte aussi "
            "celles à qui la question n’a pas été posée. Avec plusieurs choix, la somme dépasse 100.",
        )
        for dimension, count in found.hidden_groups.items():
            yield (f"Groupes non montrés\u00a0: {dimension.label}", count)
        sources = {question.source for question in found.questions if question.source}
        for source in sorted(sources):
            yield ("Source d’une échelle ou d’une question", source)


# -- Single answers for research, without a name, a day, a structure or a code
#
# Nothing is hidden there as it is in published results: who asks for them says why and until when, and the journal
# keeps it.

#: Shorter reasons say nothing.
REASON = 20
#: Rows that are in memory at a time.
CHUNK = 2000
#: Above this many bytes, the file waits on the disk and not in memory.
SPOOLED = 8 * 1024 * 1024
FRAGILE = (
    "Ce fichier contient de vraies réponses, une ligne par personne. Aucun nom n’y figure, mais plusieurs réponses "
    "réunies peuvent désigner quelqu’un\u00a0: ne cherchez pas qui c’est, ne le croisez avec rien d’autre, ne le "
    "confiez à personne qui n’ait fait la même promesse, supprimez-le à la date dite."
)
_FIRST = ("moment", "questionnaire", "version", "territoire", "tranche_age", "paire")


@dataclass(frozen=True)
class Promise:
    """What whoever asks for answers one by one says and promises."""

    purpose: str
    reason: str
    delete_by: date
    with_texts: bool = False


@dataclass(frozen=True)
class _Column:
    """One question of the file: all that its codebook says."""

    code: str
    label: str
    item: Item
    #: What could be chosen in any version, by its code.
    choices: dict[str, Choice] = field(default_factory=dict)
    versions: list[str] = field(default_factory=list)


def responses_to_export(survey: Survey) -> Any:
    """Finished answers of the moments of a survey that are over and have five at least.

    A file taken before the last campaign of a moment is closed, and one after it, would differ by its answers alone.
    """
    rows = Response.objects.finished().filter(campaign__survey=survey)
    running = survey.campaigns.exclude(state=CampaignState.CLOSED).order_by().values("moment")
    over = rows.exclude(campaign__moment__in=running).order_by()
    enough = over.values("campaign__moment").annotate(count=Count("pk")).filter(count__gte=THRESHOLD)
    return rows.filter(campaign__moment__in=list(enough.values_list("campaign__moment", flat=True)))


@transaction.atomic
def export_microdata(survey: Survey, promise: Promise, *, by: Any, at: datetime) -> IO[bytes]:
    """An archive of answers, codebook and words of caution, open at its beginning; the journal keeps why it left.

    Raises DomainError for a reason that says nothing, a day that is not to come, or fewer than five answers.
    """
    if len(promise.reason.strip()) < REASON:
        raise DomainError(f"Indiquez pourquoi en {REASON} lettres au moins.").at("reason")
    if promise.delete_by <= at.date():
        raise DomainError("Choisissez un jour à venir.").at("delete_by")
    if not (count := responses_to_export(survey).count()):
        raise DomainError(
            "Aucun moment de l’enquête n’a toutes ses campagnes closes et cinq réponses\u00a0: leur détail ne "
            "se télécharge pas."
        )
    data = _archive(survey, promise)
    journal.record(
        Verb.MICRODATA_EXPORTED,
        on=survey,
        by=by,
        at=at,
        purpose=promise.purpose,
        reason=promise.reason.strip(),
        delete_by=promise.delete_by.isoformat(),
        with_texts=promise.with_texts,
        responses=count,
    )
    return data


def _archive(survey: Survey, promise: Promise) -> IO[bytes]:
    campaigns = list(
        survey.campaigns.filter(state=CampaignState.CLOSED)
        .select_related("version__questionnaire")
        .order_by("start", "pk")
    )
    columns = _columns([one.version for one in campaigns], with_texts=promise.with_texts)
    # The caller closes it: it is what is sent.
    out = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, "lisez-moi.csv", _microdata_read_me(survey, promise, campaigns))
        _write(archive, "codes.csv", _codebook(columns))
        _write(archive, "reponses.csv", _answers(survey, campaigns, columns))
    out.seek(0)
    return out


def _write(archive: zipfile.ZipFile, name: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows into the archive one by one: none waits in memory."""
    # A fixed day: the archive shows none of its own.
    entry = zipfile.ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(entry, "w") as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerows([_written(value) for value in row] for row in rows)


def _written(value: Any) -> Any:
    """A value that no spreadsheet runs, numbers with the French comma."""
    value = plain(value)
    return value if isinstance(value, str) else str(value).replace(".", ",")


def _columns(versions: Iterable[QuestionnaireVersion], *, with_texts: bool) -> list[_Column]:
    """The questions of all versions, each once, in the order in which they were asked; ages leave as bands alone."""
    found: dict[str, _Column] = {}
    for version in dict.fromkeys(versions):
        for item in version.form.items():
            if item.role == ItemRole.AGE or (item.kind == ItemKind.TEXT and not with_texts):
                continue
            for code, label in item.questions():
                words = f"{item.label}\u00a0: {label}" if item.kind == ItemKind.MATRIX else label
                column = found.setdefault(code, _Column(code, words, item))
                column.versions.append(str(version))
                for choice in item.answers:
                    column.choices.setdefault(choice.code, choice)
    return list(found.values())


def _codebook(columns: Iterable[_Column]) -> Iterator[Sequence[Any]]:
    yield ("code", "question", "genre", "code de la réponse", "réponse", "échelon", "bonne réponse", "versions")
    for one in columns:
        asked = (one.code, one.label, one.item.kind.label)
        versions = ", ".join(one.versions)
        if not one.choices:
            yield (*asked, "", _HOW.get(one.item.kind, ""), "", "", versions)
        for answer in one.choices.values():
            right = "oui" if answer.code == one.item.right else ""
            yield (*asked, answer.code, answer.label, answer.score, right, versions)


_HOW = {
    ItemKind.NUMBER: "le nombre tel qu’il a été écrit",
    ItemKind.DATE: "le mois seul, année d’abord",
    ItemKind.TEXT: "le texte tel qu’il a été écrit\u00a0: il peut nommer quelqu’un",
}


class _Response(NamedTuple):
    """A response as it is read: no row of the database, which would hold its answers in memory longer."""

    pk: int
    campaign: int
    moment: str
    epci: str | None
    age_band: str
    pair: UUID | None


class _Answer(NamedTuple):
    response: int
    item: str
    choice: str
    number: Decimal | None
    day: date | None
    text: str


def _answers(survey: Survey, campaigns: Sequence[Campaign], columns: Sequence[_Column]) -> Iterator[Sequence[Any]]:
    yield (*_FIRST, *(one.code for one in columns))
    by_key, coarse, pair_number = {one.pk: one for one in campaigns}, _coarse(survey), _numbers()
    # In a random order: that of arrival would lead back to people.
    rows = (
        responses_to_export(survey)
        .order_by("?")
        .values_list("pk", "campaign", "campaign__moment", "epci", "age_band", "pair")
    )
    for chunk in batched(rows.iterator(chunk_size=CHUNK), CHUNK):
        responses = [_Response(*row) for row in chunk]
        given = _given([one.pk for one in responses])
        for one in responses:
            campaign = by_key[one.campaign]
            yield (
                campaign.get_moment_display(),
                str(campaign.version.questionnaire),
                campaign.version.number,
                *coarse(one),
                pair_number(one.pair) if one.pair else "",
                *(_in_words(column, given.get((one.pk, column.code), [])) for column in columns),
            )


def _given(responses: Collection[int]) -> dict[tuple[int, str], list[_Answer]]:
    """The answers of some responses, by response and question."""
    found: dict[tuple[int, str], list[_Answer]] = {}
    rows = Answer.objects.filter(response__in=responses).order_by("pk")
    for row in rows.values_list("response", "item", "choice", "number", "day", "text"):
        one = _Answer(*row)
        found.setdefault((one.response, one.item), []).append(one)
    return found


def _numbers() -> Callable[[UUID], str]:
    """What gives the two answers of a person one number: another one in each file, so that no two files are joined."""
    key = secrets.token_bytes(32)

    def number(pair: UUID) -> str:
        drawn = int.from_bytes(hmac.digest(key, pair.bytes, hashlib.sha256)[:6])
        return f"P{drawn:015d}"

    return number


def _coarse(survey: Survey) -> Callable[[_Response], tuple[str, str]]:
    """What says the territory and the age of an answer, without what fewer than five answers of a moment share."""
    rows = responses_to_export(survey).order_by().values_list("campaign__moment", "epci", "age_band")
    both = {(moment, epci, age): count for moment, epci, age, count in rows.annotate(count=Count("pk"))}
    territories: Counter[tuple[str, str | None]] = Counter()
    for (moment, epci, _), count in both.items():
        territories[moment, epci] += count
    names = {one.pk: str(one) for one in Epci.objects.filter(pk__in={epci for _, epci, _ in both if epci})}

    def words_of(one: _Response) -> tuple[str, str]:
        is_shown = territories[one.moment, one.epci] >= THRESHOLD
        is_age_shown = both[one.moment, one.epci, one.age_band] >= THRESHOLD
        return (names.get(one.epci or "", "") if is_shown else "", AgeBand(one.age_band).label if is_age_shown else "")

    return words_of


def _in_words(column: _Column, answers: Sequence[_Answer]) -> Any:
    """The answer to one question: codes of choices in the questionnaire's order, a number, a month, a text."""
    if not answers:
        return ""
    chosen = {one.choice for one in answers if one.choice}
    if chosen:
        return " ".join(code for code in column.choices if code in chosen)
    one = answers[0]
    if one.number is not None:
        return one.number.normalize() if one.number % 1 else int(one.number)
    return one.day.strftime("%Y-%m") if one.day else one.text


def _microdata_read_me(survey: Survey, promise: Promise, campaigns: Sequence[Campaign]) -> Iterator[Sequence[Any]]:
    yield ("Enquête", survey.title)
    yield ("À manier avec soin", FRAGILE)
    if any(one.is_synthetic for one in campaigns):
        yield ("Réponses inventées", INVENTED)
    yield ("Usage déclaré", promise.purpose)
    yield ("Motif déclaré", promise.reason.strip())
    yield ("À supprimer au plus tard le", plain_date(promise.delete_by))
    yield (
        "reponses.csv",
        "Une ligne par réponse envoyée jusqu’au bout, dans un ordre tiré au hasard. Un moment de l’enquête n’y figure "
        "que si toutes ses campagnes sont closes, avec cinq réponses au moins.",
    )
    yield ("territoire, tranche_age", "Vides là où moins de cinq réponses d’un moment les partagent.")
    yield ("paire", "Les réponses d’une même personne portent le même numéro, différent dans chaque fichier.")
    yield ("Plusieurs choix", "Les codes des réponses, séparés par une espace.")
    yield ("Dates", "Le mois seul.")
    yield ("codes.csv", "Ce que veut dire chaque code.")
    yield (
        "Ce qui n’y est pas",
        "Les structures, les jours, l’ordre d’arrivée, la façon de répondre, les codes personnels, l’âge exact"
        + ("." if promise.with_texts else ", les textes libres."),
    )
