"""What the columns of a file that nobody knows become: guessed from their titles and from what is written in them."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from inclusion.core.french.identifiers import clean_siret
from inclusion.core.french.names import search_form
from inclusion.guide.rules import keywords, parts
from inclusion.guide.rules.cells import readable_day
from inclusion.guide.rules.columns import (
    FEW,
    Column,
    columns_of,
    has_phone,
    is_answer,
    is_coordinate,
    is_email,
    is_hours,
    is_insee,
    is_phone,
    is_point,
    is_postal,
    is_siret,
    is_street_number,
    is_url,
    is_words,
    known_share,
    separator_of,
)
from inclusion.guide.rules.mapping import FileMapping, key
from inclusion.guide.rules.parts import Part
from inclusion.guide.rules.targets import Target, Use, compose, rows_repeat, services_of_all
from inclusion.guide.rules.titles import (
    ANY_DAY,
    ASKS,
    BY_VALUE,
    COMMENTS,
    COMMUNE,
    COORDINATES,
    LISTS,
    NOT_A_NAME,
    NOT_COMMENTS,
    OTHERS,
    SHUT,
    STREET_NUMBER,
    TEXTS,
    is_part,
    meaning,
)
from inclusion.guide.rules.week_columns import HALF, MIN_SHARE, HourColumns
from inclusion.guide.rules.words import LISTED

#: The mean length of texts that may be one sentence.
MAX_SUMMARY = 280


@dataclass
class Guess:
    """What is proposed for a file: the use of each column with its reason, and the mapping that follows."""

    columns: list[Column]
    uses: list[Use]
    mapping: FileMapping | None = None
    lacking: list[str] = field(default_factory=list)


def guess_mapping(
    headers: Sequence[str],
    rows: Sequence[Mapping[str, str]],
    *,
    source: str = "",
    known: Mapping[str, Target] | None = None,
    towns: Collection[str] = (),
) -> Guess:
    """Return what each column becomes; where that is doubtful, nothing. `source` names whoever brings the file.

    `known` are the columns by `key` of which nothing has to be guessed; their identifiers stay as they are. `towns`
    are the names of the communes of the département, as `search_form` writes them.
    """
    columns = columns_of(headers, rows)
    uses = _Guesser(columns, known or {}, frozenset(towns)).run()
    guess = Guess(columns, uses)
    chosen = {use.target for use in uses if use.target}
    if not {"nom"} & chosen:
        guess.lacking.append("nom")
    if not {"adresse", "adresse:all"} & chosen:
        guess.lacking.append("adresse")
    if not {"commune", "commune:all", "code_postal", "code_insee", "adresse:all"} & chosen:
        guess.lacking.append("commune")
    made_up = not known and rows_repeat(columns, uses)
    services = () if known else services_of_all(columns, uses)
    bare = "id" in (known or {}).values()
    guess.mapping = compose(uses, source=source, services=services, made_up=made_up, bare=bare)
    return guess


# -- The columns one by one


def _filled(column: Column) -> float:
    return column.filled


class _Guesser(HourColumns):
    """What each column becomes, the surest first."""

    def __init__(
        self, columns: Sequence[Column], known: Mapping[str, Target], towns: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(columns)
        self.towns = towns
        for column in columns:
            if target := known.get(key(column.name)):
                separator = separator_of(column) if target in LISTED and target != "typologie" else ""
                self.take(column, target, "title", separator=separator)

    def run(self) -> list[Use]:
        self.find_weeks()
        self._marked()
        self._positions()
        self._towns()
        self._texts()
        self._by_values()
        self._address()
        self.find_hours()
        self._lists()
        self._flags()
        self._shut()
        self._comments()
        return [self.uses.get(one.name) or Use(one.name) for one in self.columns]

    def _marked(self) -> None:
        """Columns whose cells say by themselves what they are."""
        if found := [
            one for one in self.free if one.named(r"siret|pivot|\brna\b|siren") or one.share(is_siret) >= MIN_SHARE
        ]:
            good = [one for one in found if one.named(r"siret|pivot|rna|siren") or len(one.texts) > 1]
            if good:
                column = max(
                    good, key=lambda one: (one.share(is_siret) >= HALF, bool(one.named("siret|pivot")), one.filled)
                )
                if column.share(lambda text: re.fullmatch(r"W?\d{9,14}", clean_siret(text))) >= HALF:
                    self.take(column, "pivot", "title" if column.named(r"siret|pivot|rna|siren") else "values")
        named = r"code? ?post(?:al)?\b|\bcp\b|post ?code|postal ?code|\bzip\b|codepostal"
        if found := [one for one in self.free if one.named(named, "insee") and one.share(is_postal) >= HALF]:
            self.take(max(found, key=_filled), "code_postal", "title")
        elif not any(use.target == "code_postal" for use in self.uses.values()):
            # « Code » alone, in a file that has no other.
            codes = [one for one in self.free if one.named(r"^codes?$") and one.share(is_postal) >= MIN_SHARE]
            if codes and not any(one.named(named) for one in self.columns):
                self.take(codes[0], "code_postal", "values")
        named = r"insee|city ?code|\bcog\b|code ?commune|dep ?com\b|code (?:de la )?commune"
        if found := [
            one for one in self.free if one.named(named, r"\bdep\b|\breg\b|epci") and one.share(is_insee) >= HALF
        ]:
            self.take(max(found, key=_filled), "code_insee", "title")
        contacts = [one for one in self.columns if re.match(r"contacts?$", one.title) and one.texts]
        for column in [*self.free, *contacts]:
            if column.share(is_email) >= HALF and not column.named(
                rf"contact email|descri|comment|presentation|{OTHERS}"
            ):
                self.take(column, "courriels", "title" if column.named("mail|courriel") else "values")
        # « 05 53 00 06 01 / accueil@exemple.fr ».
        holds = [one for one in self.columns if self.target(one) == "courriels" and one.share(has_phone) >= HALF]
        if holds and not any(one.share(is_phone) >= HALF for one in self.free):
            self.take(holds[0], "courriels", "values", also=("telephone",))
        if not any(use.target == "courriels" for use in self.uses.values()):
            for column in self.free:
                if column.share(is_email) >= HALF and column.named("mail", OTHERS):
                    self.take(column, "courriels", "title")
        self._phones()
        self._sites()
        self._dates()
        self._identifier()

    def _phones(self) -> None:
        named = r"\btel\b|telephone|\bphone|mobile|\bfixe\b|portable|standard|^tel|tel (?:fixe|mobile)|numtel"
        found = [
            one for one in self.free if one.named(named, rf"horaire|mail|{OTHERS}") and one.share(is_phone) >= HALF
        ]
        own = [one for one in found if not one.named(r"contact|details")] or found
        for order, column in enumerate(sorted(own, key=lambda one: (not one.named("fixe"), -one.filled))):
            self.take(column, "telephone", "title", order=order)
        if not found:
            for column in [
                one
                for one in self.free
                if not one.named(OTHERS) and one.share(is_phone) >= MIN_SHARE and len(one.texts) > 1
            ][:1]:
                self.take(column, "telephone", "values")

    def _sites(self) -> None:
        for column in self.free:
            if column.share(is_url) < HALF or column.named(rf"descri|comment|presentation|media|photo|{OTHERS}"):
                continue
            if column.share(lambda text: re.search(r"google\.\w+/maps|\.(?:jpe?g|png|svg)$", text)) >= HALF:
                continue
            if column.share(lambda text: "acceslibre" in text) >= HALF:
                self.take(column, "fiche_acces_libre", "values")
            elif column.named(r"rdv|rendez|booking|reservation"):
                self.take(column, "prise_rdv", "title")
            elif column.named(r"\bsite|web|\burl\b|lien|internet|facebook|twitter|reseaux|page|http"):
                self.take(column, "site_web", "title")
            elif column.share(is_url) >= MIN_SHARE:
                self.take(column, "site_web", "values")

    def _dates(self) -> None:
        ranks = (
            r"\bmaj\b|mise a jour|datemaj|dat maj|updated|\bmaj",
            r"modif|edit",
            r"saisie|creat|creation|releve|collecte",
        )
        for order, rank in enumerate(ranks):
            for column in self.free:
                if column.named(rank, "statut|label") and column.share(readable_day) >= HALF:
                    self.take(column, "date_maj", "title", order=order)

    def _identifier(self) -> None:
        ranks = (
            r"^id$",
            r"^id\b|\bid$|\buid\b|identifiant|^cle$|^gid$|objectid|\bref\b|reference|^code (?:lieu"
            r"|service|structure)$|^n ordre$",
        )
        for rank in ranks:
            for column in self.free:
                unique = len(column.values) == len(column.texts) == column.rows
                short = all(len(text) <= 120 for text in column.values)
                if (
                    column.named(rank, "commune|insee|parent|structure id|epci|contact")
                    and unique
                    and short
                    and column.rows > 1
                ):
                    self.take(column, "id", "title")
                    return

    def _positions(self) -> None:
        for first, second in COORDINATES:
            numbers = [one for one in self.free if one.share(is_coordinate) >= HALF]
            latitudes = [one for one in numbers if one.named(first)]
            longitudes = [one for one in numbers if one.named(second, first if "lat" in first else "")]
            if latitudes and longitudes:
                self.take(max(latitudes, key=_filled), "latitude", "title")
                self.take(max(longitudes, key=_filled), "longitude", "title")
                return
        found = [one for one in self.free if one.share(is_point) >= MIN_SHARE]
        if found:
            column = max(found, key=_filled)
            self.take(column, "point", "title" if column.named(r"geo|point|coord|lat") else "values")

    def _is_town(self, text: str) -> bool:
        """Whether a cell is the name of a commune of the département."""
        return search_form(re.sub(r"\(.*|\b(?:cedex|CEDEX|Cedex)\b.*", "", text)) in self.towns

    def _share_of_towns(self, column: Column) -> float:
        """The share of cells, from 0 to 1, whose town is a commune of the département."""
        return column.share(lambda text: self._is_town(parts.taken(Part.CITY, text)))

    def _towns(self) -> None:
        """A column that holds a postal code and a town, or names of communes alone under another title."""
        taken = {use.target for use in self.uses.values()}
        named = any(one.named(*COMMUNE) and one.share(is_words) >= HALF for one in self.free)
        # « Le Fil 10002 » reads like one too.
        cities = [
            one
            for one in self.free
            if one.share(parts.is_city) >= HALF
            and (not one.named(r"\bnom\b|\bname\b") or self._share_of_towns(one) > 0.2)
        ]
        if cities and "code_postal" not in taken:
            self.take(max(cities, key=self._share_of_towns), "commune:all", "values")
            return
        if named or "commune" in taken:
            return
        found = [one for one in self.free if one.share(self._is_town) >= MIN_SHARE and len(one.values) > 1]
        if found:
            self.take(
                max(found, key=lambda one: (bool(one.named("lieu|site|localisation")), one.filled)), "commune", "values"
            )

    def _texts(self) -> None:
        has_first_names = any(one.named(r"\bprenoms?\b|first ?name") for one in self.columns)
        for target, ranks, but in TEXTS:
            if target in {use.target.split(":")[0] for use in self.uses.values()}:
                continue
            for order, rank in enumerate(ranks):
                found = [one for one in self.free if one.named(rank, but) and one.share(is_words) >= HALF]
                found = [one for one in found if one.share(is_answer) < HALF]
                if target == "adresse" and order > 1:  # « Lieu d’accueil » may be a name
                    found = [one for one in found if one.share(parts.is_street) >= 0.3]
                if target == "nom":
                    found = [one for one in found if self._may_name(one)]
                    # « Salle des fêtes, 3 place X » says where, if another column says what.
                    found = [one for one in found if one.share(parts.is_street) < HALF]
                    if has_first_names:  # then « Nom » is somebody's
                        found = [one for one in found if one.title not in ("nom", "name", "last name")]
                if found:
                    if target == "adresse":  # « PostalAddress » in every row is none
                        found = [one for one in found if len(one.values) > 1 or one.rows < 3] or found
                    best = max(found, key=lambda one: (round(one.filled, 1), self._merit(one, target)))
                    self.take(best, target, "title")
                    break

    def _merit(self, column: Column, target: Target) -> float:
        """What decides between columns that are filled alike."""
        if target == "nom":
            return column.variety
        return round(column.share(parts.is_street), 1) if target == "adresse" else 0.0

    def _may_name(self, column: Column) -> bool:
        """What a place is called by has many values, and short ones; « Type de structure » has few."""
        varied = len(column.values) > min(FEW, len(column.texts) / 3) or column.rows < 4
        short = sum(map(len, column.texts)) / len(column.texts) < 90
        return varied and short and column.share(self._is_town) < HALF

    def _by_values(self) -> None:
        """The address and the name where no title gives them: texts that read like addresses, like names."""
        taken = {use.target.split(":")[0] for use in self.uses.values()}
        if "adresse" not in taken:
            found = [one for one in self.free if one.share(parts.is_street) >= HALF]
            if found:
                self.take(max(found, key=lambda one: round(one.share(parts.is_street), 1)), "adresse", "values")
        named = [one for one in self.columns if self.target(one) == "nom"]
        if named:
            self._second_name(named[0])
            return
        # A row for each day repeats its place.
        addresses = max((len(one.values) for one in self.columns if self.target(one) == "adresse"), default=0)
        found = [
            one
            for one in self.free
            if not one.named(NOT_A_NAME)
            and one.share(is_words) >= MIN_SHARE
            and one.share(is_answer) < 0.2
            and one.share(parts.is_street) < HALF
            and one.share(is_hours) < 0.3
            and (one.variety >= HALF or len(one.values) >= HALF * max(addresses, FEW))
            and sum(map(len, one.texts)) / len(one.texts) < 80
        ]
        places = [one for one in found if one.share(self._is_town) < HALF]
        of_kind = [one for one in places if one.share(lambda text: keywords.meanings("typologie", text)) >= 0.3]
        if chosen := of_kind or places or found:
            self.take(chosen[0], "nom", "values")
            return
        # « CCAS », « Mairie » in each town are names, where nothing else is one.
        first = TEXTS[0][1][0]
        if same := [one for one in self.free if one.named(first, TEXTS[0][2]) and one.share(is_words) >= MIN_SHARE]:
            self.take(same[0], "nom", "title")
            return
        # « Salle des fêtes, 3 place X » alone says both.
        where = [one for one in self.columns if self.target(one) == "adresse" and one.named(TEXTS[0][1][3])]
        for one in where:
            self.take(one, "nom", "title", also=("adresse",))

    def _second_name(self, first: Column) -> None:
        """What distinguishes places of one name: « CCAS d’Agen » and its « Antenne du Pin »."""
        _, ranks, but = TEXTS[0]
        titled = [one for one in self.free if any(one.named(rank, but) for rank in ranks)]
        if first.share(is_part) >= HALF and titled:
            self.take(first, "nom", "title", order=1)
            self.take(titled[0], "nom", "title")
        if first.variety >= HALF or first.rows < 4:
            return
        more = [one for one in titled if one.variety >= MIN_SHARE and self._may_name(one)]
        if more:
            self.take(more[0], "nom", "title", order=1)

    def _address(self) -> None:
        """The number and the kind of a street beside its name; what else an address holds."""
        column = next((one for one in self.columns if self.target(one) == "adresse"), None)
        if column is None:
            return
        said = {use.target for use in self.uses.values()}
        place = self.columns.index(column)
        if column.share(lambda text: text[:1].isdigit()) < HALF:  # else it has its numbers
            near = [one for one in self.free if abs(self.columns.index(one) - place) < 3]
            numbers = [
                one for one in self.free if one.named(STREET_NUMBER) and one.share(is_street_number) >= MIN_SHARE
            ]
            # « N° » alone is that of a street only beside it, and not 1, 2, 3…
            numbers = [one for one in numbers if not one.counts and (one in near or " " in one.apart)]
            if numbers:
                self.take(max(numbers, key=lambda one: (" " in one.apart, one in near)), "adresse:number", "title")
            for one in self.free:
                if one.named(r"(?:typ|type|nature) (?:de )?(?:la )?(?:voie|rue)|typevoie"):
                    self.take(one, "adresse:kind", "title")
        holds_code = column.share(lambda text: bool(parts.take_apart(text).postal_code)) >= HALF
        if holds_code or (
            "adresse" in said
            and not {"commune", "code_postal"} & said
            and column.share(lambda text: bool(parts.take_apart(text).postal_code)) > 0.2
        ):
            self.take(column, "adresse:all", "values")

    def _lists(self) -> None:
        for column in self.free:
            if column.named(ANY_DAY):
                continue
            if column.share(is_answer) >= HALF or not column.share(is_words):
                continue
            separator = separator_of(column)
            known = {name: known_share(column, name, separator) for name, _, _ in LISTS}
            titled = [name for name, title, but in LISTS if column.named(title, but) and known[name][0] >= 0.25]
            exact = [
                name
                for name, _, but in LISTS
                if name in BY_VALUE
                and known[name][1] >= 0.6
                and len(column.values) <= 60
                and not column.named(rf"categor|theme|domaine|{but}")
            ]
            is_text = sum(map(len, column.texts)) / len(column.texts) > 250
            chosen = [] if is_text else titled or exact[:1]
            if chosen:
                why = "title" if titled else "values"
                # « Tiers-lieu / Coworking / FabLab » is one kind of place, whatever stands between its words.
                separator = "" if chosen[0] == "typologie" else separator
                self.uses[column.name] = Use(column.name, chosen[0], why, also=tuple(chosen[1:]), separator=separator)

    def _flags(self) -> None:
        """Columns of « Oui » and « Non », and what their title says that a yes means."""
        for column in self.free:
            answered = column.share(is_answer)
            counted = column.named(r"^(?:nb|nbre?|nombre)\b") and column.share(str.isdigit) >= MIN_SHARE
            if counted and column.named(r"ordinateur|\bordis?\b|\bpostes?\b|\bpcs?\b|tablette|imprimante|computer"):
                self.take(column, f"flag:services:{keywords.ACCESS}", "title")
            # « Non » alone says that a place does not move about; of a service it says nothing.
            if answered < MIN_SHARE or counted or not (column.share(keywords.is_yes) or column.named("itinera")):
                continue
            numeric = column.of_values(lambda text: text.isdigit()) == 1
            meant = meaning(column)
            if meant and not (numeric and column.of_values(lambda text: text in ("0", "1")) < 1):
                self.take(column, f"flag:{meant[0]}:{meant[1]}", "title")

    def _shut(self) -> None:
        """Values that say that a place is closed or receives nobody."""
        for column in self.columns:
            if re.match("day|horaires|weeks|flag|nom", self.target(column)) or (
                column.named(rf"jour|horaire|ouverture|{ANY_DAY}") and not column.named(ASKS)
            ):
                continue
            if column.named(r"date (?:de )?(?:fermeture|cessation|fin d activite)|closing date|closed on"):
                if column.share(readable_day) >= MIN_SHARE and len(column.values) <= 60:
                    self.uses[column.name] = Use(column.name, why="title", left_out=tuple(column.values))
                continue
            if not 0 < len(column.values) <= FEW:
                continue
            shut = [text for text in column.values if SHUT.fullmatch(keywords.plain(text))]
            answers = (
                column.share(lambda text: keywords.is_yes(text) or keywords.is_no(text) or text == "?") >= MIN_SHARE
            )
            if column.named(ASKS) and answers:
                shut += [
                    text for text in column.values if keywords.is_no(text) and keywords.plain(text) and text not in shut
                ]
            if answers and re.search(
                r"^(?:est |is )?(?:closed|fermee?|inacti(?:f|ve)|supprimee?|archivee?)$", column.title
            ):
                shut = [text for text in column.values if keywords.is_yes(text)]
            if shut and len(shut) < max(2, len(column.values)):
                use = self.uses.get(column.name) or Use(column.name)
                self.uses[column.name] = Use(
                    column.name, use.target, use.why or "values", use.also, use.separator, tuple(shut), use.order
                )

    def _comments(self) -> None:
        for column in self.free:
            is_html = column.share(lambda text: bool(re.search(r"<\w+", text))) > 0.2
            known = any(re.search(one, column.title) for one in (COMMENTS, r"^(?:modalit|restriction)"))
            length = sum(map(len, column.texts)) / len(column.texts)
            if not known or is_html or re.search(NOT_COMMENTS, column.title) or column.share(is_words) < HALF:
                continue
            if column.share(is_answer) >= HALF:
                continue
            short = column.named(r"resume|courte|short|accroche") and length <= MAX_SUMMARY
            self.take(column, "presentation_resume" if short else "presentation_detail", "title")
