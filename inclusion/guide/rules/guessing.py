"""What the columns of a file that nobody knows become: guessed from their titles and from what is written in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inclusion.core.french.identifiers import clean_siret
from inclusion.guide.rules import keywords, parts
from inclusion.guide.rules.cells import readable_day
from inclusion.guide.rules.columns import (
    FEW,
    Column,
    columns_of,
    is_coordinate,
    is_email,
    is_hours,
    is_insee,
    is_phone,
    is_point,
    is_postal,
    is_read,
    is_siret,
    is_url,
    is_words,
    known_share,
    separator_of,
)
from inclusion.guide.rules.mapping import FileMapping, key
from inclusion.guide.rules.targets import Target, Use, compose
from inclusion.guide.rules.words import LISTED

#: The least part of the cells that have to look like what a column is taken for.
MIN_SHARE, HALF = 0.8, 0.5
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
) -> Guess:
    """Return what each column becomes; where that is doubtful, nothing. `source` names whoever brings the file.

    `known` are the columns by `key` of which nothing has to be guessed; their identifiers stay as they are.
    """
    columns = columns_of(headers, rows)
    uses = _Guesser(columns, known or {}).run()
    guess = Guess(columns, uses)
    chosen = {use.target for use in uses if use.target}
    if not {"nom"} & chosen:
        guess.lacking.append("nom")
    if not {"adresse", "adresse:all"} & chosen:
        guess.lacking.append("adresse")
    if not {"commune", "code_postal", "code_insee", "adresse:all"} & chosen:
        guess.lacking.append("commune")
    made_up = not known and _repeated(columns, uses)
    guess.mapping = compose(uses, source=source, made_up=made_up, bare="id" in (known or {}).values())
    return guess


def _repeated(columns: Sequence[Column], uses: Sequence[Use]) -> bool:
    """Whether several rows are of one place: then what each is called by does not tell places apart."""
    wanted = {use.column for use in uses if use.target in ("nom", "adresse", "adresse:all", "commune")}
    chosen = [one for one in columns if one.name in wanted and len(one.texts) == one.rows]
    if not chosen or len(chosen) < 2:
        return False
    there = set(zip(*(one.texts for one in chosen), strict=True))
    return len(there) < 0.8 * chosen[0].rows


# -- The columns one by one

#: What is never read: internal numbers, people, the answers of a geocoder, territories above the commune.
_NEVER = (
    r"^result |infobulle|photo|image|logo|financeur|editor|creator|globalid|userid|superficie|surface|capacite"
    r"|contact nom|nom (?:et )?prenom|prenom|referent|responsable|interlocut|contact role|^contacts?$|epci"
    r"|intercommunalite|bassin|^departement|region$|pays|trajet|\bscore\b"
)
#: Target → what its title says, what it does not say; the better title first.
_TEXTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "nom",
        (
            r"^(?:nom|name|denomination|libelle|intitule|lieu|structure|organisme|site|etablissement|raison sociale)$",
            r"^nom (?:du |de la |de l |de votre |usuel |d )?(?:lieu|structure|organisation|site"
            r"|etablissement|organisme|org\b|service)",
            r"\bnom\b|\bname\b|nomdel|^nom|denomination",
            r"^(?:lieu|structure|libelle|lib)\b|\blib (?:fs|long service|lieu)|raison sociale"
            r"|etablissement|organisme|appellation",
        ),
        r"commune|comm\b|ville|voie|rue|contact|referent|agent|epci|departement|porteu|parent|gestionnaire|type|adresse"
        r"|code|court|animateur|mediateur|mail|tel|site web|date|horaire|nombre|\bnb\b|personne|service public|fichier",
    ),
    (
        "commune",
        (
            r"^(?:commune|ville|city|town|localite|municipalite)$",
            r"\bcommune\b|\bville\b|\bcity\b|\blib com\b|nom com|localit|\bcommune",
        ),
        r"code|insee|postal|\bcp\b|communaut|old|mail|site|url|service",
    ),
    (
        "complement_adresse",
        (
            r"compl\w* ?(?:d |de )?(?:l )?adresse|comp adresse|adresse (?:2|complement)|complementdadresse|batiment"
            r"|lieu ?dit",
        ),
        r"",
    ),
    (
        "adresse",
        (
            r"^(?:adresse|address|adresse (?:postale|complete|physique)|rue|voie|street)$",
            r"adresse|\badres|address|\brue\b|\bvoie\b|street|libelle voie",
        ),
        r"mail|courriel|electronique|web|internet|\burl\b|code|commune|ville|departement|region|compl|type (?:de )?voie"
        r"|insee|\bnumero(?! et)|\bip\b|brut|publics? adresses|specifiquement",
    ),
    (
        "structure_parente",
        (r"parente?\b|porteuse|porteur\b|gestionnaire|structure mere|employeu|structure de rattachement",),
        r"type|mail|tel|siret|code|enfant|public",
    ),
    ("source", (r"^source$",), ""),
)
_COMMENTS = (
    r"descri|presentation|comment|\binfos?\b|information|observation|remarque|detail|precision|complement|transport"
    r"|acces (?:en )?transport|autres? horaires|horaires? (?:grand public|details?)|tarifs?$|activites|actions"
)
_NOT_COMMENTS = r"interne|adresse|mail|telephone|\btel\b|validation|date|type"
#: The column of lists that a title names.
_LISTS: tuple[tuple[str, str, str], ...] = (
    (
        "services",
        r"services?\b|thematique|activite|equipement|materiel|medi\w* num|contenu|qualif|apportez|prestation",
        r"type de service|france services?|nom",
    ),
    (
        "typologie",
        r"typolog|type|categorie|sous cat|ss cat|\bcat\b|nature|picto|etiquette",
        r"voie|public|accueil|mediation|equip|acces|document|acteur|juridique|statut",
    ),
    (
        "publics_specifiquement_adresses",
        r"publics?\b|\bcible\b|usagers?|beneficiaire|publicscible|typedepublic",
        r"n accueille|service public|horaire",
    ),
    (
        "prise_en_charge_specifique",
        r"prise en charge|handicap|publics?\b|accessib",
        r"horaire|service public",
    ),
    (
        "frais_a_charge",
        r"tarif|\bfrais\b|cout|prix|conditions? (?:d )?acces|\bcond acces|payant|gratuit",
        r"detail",
    ),
    ("dispositif_programmes_nationaux", r"label|dispositif|programme|reseau|agrement", r"autre"),
    ("formations_labels", r"label|formation", r"autre"),
    (
        "modalites_acces",
        r"modalites? (?:d )?acces|mod acces|rendez ?vous|\brdv\b|comment (?:venir|prendre)",
        r"ligne|url",
    ),
    ("modalites_accompagnement", r"accompagn|modalites?|mod acces|format\b|assistance", r"tarif"),
    ("itinerance", r"itinera|mobile|fixe|nomade", r"tel|phone|contact"),
)
#: The lists that are known by their values alone.
_BY_VALUE = (
    "services",
    "typologie",
    "publics_specifiquement_adresses",
    "frais_a_charge",
    "dispositif_programmes_nationaux",
)
_DAYS = (
    ("Mo", r"\blun(?:di)?s?\b|monday|\blundi"),
    ("Tu", r"\bmar(?:di)?s?\b|tuesday"),
    ("We", r"\bmer(?:credi)?s?\b|wednesday"),
    ("Th", r"\bjeu(?:di)?s?\b|thursday"),
    ("Fr", r"\bven(?:dredi)?s?\b|friday"),
    ("Sa", r"\bsam(?:edi)?s?\b|saturday"),
    ("Su", r"\bdim(?:anche)?s?\b|sunday"),
)
#: What a cell says of a place that is not to be shown.
_SHUT = re.compile(
    r"(?:in|des)acti(?:f|ve|vee?)s?|inactifs?|fermee?s?(?: definitivement)?|cessee?|cessation|supprimee?s?|archivee?s?"
    r"|(?:non|plus) (?:affichee?|publiee?|visible|ouvert|active?)|ne recoit (?:pas|plus) (?:de |du )?public"
    r"|(?:pas|plus) d accueil(?: du| de)?(?: public)?|depubliee?|masquee?|brouillon|hors service"
    r"|abandonnee?|a supprimer"
)


#: Titles of columns that ask whether a place is to be shown.
_ASKS = (
    r"^accueil(?: (?:du |de )?publics?)?$|recoit (?:du |le )?public|en (?:service|activite)|^affichage$"
    r"|^(?:est )?(?:ouvert|actif|active|visible|affiche|publie)e?$"
)
_STREET_NUMBER = (
    r"^(?:n|no|num|numero|adresse num\w*)$|num\w* (?:de |de la |dans la )?(?:voie|rue)|(?:voie|rue|adresse) num"
    r"|^n (?:de )?(?:voie|rue)"
)


class _Guesser:
    """The columns, with what each is taken for so far."""

    def __init__(self, columns: Sequence[Column], known: Mapping[str, Target]) -> None:
        self.columns = columns
        self.uses: dict[str, Use] = {}
        for column in columns:
            if target := known.get(key(column.name)):
                separator = separator_of(column) if target in LISTED and target != "typologie" else ""
                self.take(column, target, "title", separator=separator)

    def run(self) -> list[Use]:
        self._weeks()
        self._marked()
        self._positions()
        self._texts()
        self._address()
        self._hours()
        self._lists()
        self._flags()
        self._shut()
        self._comments()
        return [self.uses.get(one.name) or Use(one.name) for one in self.columns]

    @property
    def free(self) -> list[Column]:
        """The columns that say something, may be read and are not taken yet."""
        return [
            one
            for one in self.columns
            if one.name not in self.uses and one.texts and not re.search(_NEVER, one.title)
        ]

    def take(self, column: Column, target: Target, why: str, **more: object) -> None:
        """Note what a column becomes."""
        self.uses[column.name] = Use(column.name, target, why, **more)  # type: ignore[arg-type]

    def _marked(self) -> None:
        """Columns whose cells say by themselves what they are."""
        best = lambda found: max(found, key=lambda one: one.filled)  # noqa: E731
        if found := [
            one
            for one in self.free
            if one.named(r"siret|pivot|\brna\b|siren") or one.share(is_siret) >= MIN_SHARE
        ]:
            good = [one for one in found if one.named(r"siret|pivot|rna|siren") or len(one.texts) > 1]
            if good:
                column = max(
                    good,
                    key=lambda one: (
                        one.share(is_siret) >= HALF,
                        bool(one.named("siret|pivot")),
                        one.filled,
                    ),
                )
                if column.share(lambda text: re.fullmatch(r"W?\d{9,14}", clean_siret(text))) >= HALF:
                    self.take(
                        column, "pivot", "title" if column.named(r"siret|pivot|rna|siren") else "values"
                    )
        named = r"code ?postal|\bcp\b|post ?code|postal ?code|\bzip\b|codepostal"
        if found := [one for one in self.free if one.named(named, "insee") and one.share(is_postal) >= HALF]:
            self.take(best(found), "code_postal", "title")
        named = r"insee|city ?code|\bcog\b|code ?commune|dep ?com\b|code (?:de la )?commune"
        if found := [
            one
            for one in self.free
            if one.named(named, r"\bdep\b|\breg\b|epci") and one.share(is_insee) >= HALF
        ]:
            self.take(best(found), "code_insee", "title")
        for column in self.free:
            if column.share(is_email) >= HALF and not column.named(
                "contact email|descri|comment|presentation"
            ):
                self.take(column, "courriels", "title" if column.named("mail|courriel") else "values")
        if not any(use.target == "courriels" for use in self.uses.values()):
            for column in self.free:
                if column.share(is_email) >= HALF and column.named("mail"):
                    self.take(column, "courriels", "title")
        self._phones()
        self._sites()
        self._dates()
        self._identifier()

    def _phones(self) -> None:
        named = r"\btel\b|telephone|\bphone|mobile|\bfixe\b|portable|standard|^tel|tel (?:fixe|mobile)|numtel"
        found = [one for one in self.free if one.named(named, "horaire|mail") and one.share(is_phone) >= HALF]
        own = [one for one in found if not one.named(r"contact|details")] or found
        for order, column in enumerate(sorted(own, key=lambda one: (not one.named("fixe"), -one.filled))):
            self.take(column, "telephone", "title", order=order)
        if not found:
            for column in [
                one for one in self.free if one.share(is_phone) >= MIN_SHARE and len(one.texts) > 1
            ][:1]:
                self.take(column, "telephone", "values")

    def _sites(self) -> None:
        for column in self.free:
            if column.share(is_url) < HALF or column.named("descri|comment|presentation|media|photo"):
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
        pairs = (
            (
                r"\blat(?:itude)?\b|latitude|\blat84\b|\blat",
                r"\blon(?:g|gitude)?\b|\blng\b|longitude|long84|\blong?",
            ),
            (
                r"^y$|coord\w* y|\by ?(?:l93|lambert)|^y |northing|\by$",
                r"^x$|coord\w* x|\bx ?(?:l93|lambert)|^x |easting|\bx$",
            ),
        )
        for first, second in pairs:
            numbers = [one for one in self.free if one.share(is_coordinate) >= HALF]
            latitudes = [one for one in numbers if one.named(first)]
            longitudes = [one for one in numbers if one.named(second, first if "lat" in first else "")]
            if latitudes and longitudes:
                self.take(max(latitudes, key=lambda one: one.filled), "latitude", "title")
                self.take(max(longitudes, key=lambda one: one.filled), "longitude", "title")
                return
        found = [one for one in self.free if one.share(is_point) >= MIN_SHARE]
        if found:
            column = max(found, key=lambda one: one.filled)
            self.take(column, "point", "title" if column.named(r"geo|point|coord|lat") else "values")

    def _texts(self) -> None:
        for target, ranks, but in _TEXTS:
            for rank in ranks:
                found = [one for one in self.free if one.named(rank, but) and one.share(is_words) >= HALF]
                found = [
                    one
                    for one in found
                    if not one.share(lambda text: keywords.is_yes(text) or keywords.is_no(text)) >= HALF
                ]
                if target == "nom":
                    # What a place is called by has many values; « Type de structure » has few.
                    found = [
                        one for one in found if len(one.values) > min(FEW, len(one.texts) / 3) or one.rows < 4
                    ]
                    found = [one for one in found if sum(map(len, one.texts)) / len(one.texts) < 90]
                if found:
                    self.take(max(found, key=lambda one: round(one.filled, 1)), target, "title")
                    break

    def _address(self) -> None:
        """The number and the kind of a street beside its name; what else an address holds."""
        column = next((one for one in self.columns if self.target(one) == "adresse"), None)
        if column is None:
            return
        said = {use.target for use in self.uses.values()}
        for one in self.free:
            is_number = (
                one.share(
                    lambda text: re.fullmatch(
                        r"\d{1,4}(?:\.0)?(?: ?(?:bis|ter|quater|[a-dA-D]))?(?:[-/ ]\d{1,4})?", text
                    )
                )
                >= MIN_SHARE
            )
            if is_number and one.named(_STREET_NUMBER):
                self.take(one, "adresse:number", "title")
            elif one.named(r"type (?:de )?voie|nature (?:de la )?voie|typevoie"):
                self.take(one, "adresse:kind", "title")
        holds_code = column.share(lambda text: bool(parts.take_apart(text).postal_code)) >= HALF
        if holds_code or (
            "adresse" in said
            and not {"commune", "code_postal"} & said
            and column.share(lambda text: bool(parts.take_apart(text).postal_code)) > 0.2
        ):
            self.take(column, "adresse:all", "values")

    def target(self, column: Column) -> str:
        """What a column is taken for so far."""
        use = self.uses.get(column.name)
        return use.target if use else ""

    def _weeks(self) -> None:
        for column in self.free:
            if column.share(lambda text: bool(parts.weeks(text))) >= HALF:
                self.take(column, "weeks", "values")

    def _hours(self) -> None:
        empty = [one for one in self.columns if not one.texts and one.name not in self.uses]
        for column in [
            *self.free,
            *(one for one in empty if one.named(r"horaire|ouverture|fermeture|matin|apres|^h ")),
        ]:
            day = next((code for code, pattern in _DAYS if column.named(pattern, "tarif|acces")), "")
            several = sum(bool(re.search(pattern, column.title)) for _, pattern in _DAYS) > 1
            moments = column.share(
                lambda text: (
                    (bool(re.search(r"\d", text)) and is_hours(text))
                    or keywords.plain(text) in ("ferme", "fermee", "")
                )
            )
            if day and not several and (moments >= HALF or not column.texts):
                self.take(column, f"day:{day}", "title")
        # In the order of the file: « ouvre », then « ferme ».
        found = [
            one
            for one in self.free
            if one.named(r"horaire|ouverture|opening|\bhours\b|hours|jours? d", "detail|autres?|public$")
            and one.share(is_hours) >= 0.3
        ]
        best = sorted(found, key=lambda one: (-round(one.share(is_read), 1), not one.named("osm")))
        for order, column in enumerate(best[:2]):
            self.take(column, "horaires", "title", order=order)

    def _lists(self) -> None:
        for column in self.free:
            if column.share(
                lambda text: keywords.is_yes(text) or keywords.is_no(text)
            ) >= HALF or not column.share(is_words):
                continue
            separator = separator_of(column)
            known = {name: known_share(column, name, separator) for name, _, _ in _LISTS}
            titled = [
                name for name, title, but in _LISTS if column.named(title, but) and known[name][0] >= 0.25
            ]
            exact = [
                name
                for name, _, but in _LISTS
                if name in _BY_VALUE
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
                self.uses[column.name] = Use(
                    column.name, chosen[0], why, also=tuple(chosen[1:]), separator=separator
                )

    def _flags(self) -> None:
        """Columns of « Oui » and « Non », and what their title says that a yes means."""
        for column in self.free:
            answered = column.share(lambda text: keywords.is_yes(text) or keywords.is_no(text))
            # « Non » alone says that a place does not move about; of a service it says nothing.
            if answered < MIN_SHARE or not (column.share(keywords.is_yes) or column.named("itinera")):
                continue
            numeric = column.of_values(lambda text: text.isdigit()) == 1
            meaning = self._meaning(column)
            if meaning and not (numeric and column.of_values(lambda text: text in ("0", "1")) < 1):
                self.take(column, f"flag:{meaning[0]}:{meaning[1]}", "title")

    def _meaning(self, column: Column) -> tuple[str, str] | None:
        title = re.sub(r"^(?:c|b|pbc|properties|srv|serv) ", "", column.title)
        if re.search(
            r"accueil$|^accueil|ouvert|affich|actif|publi[ec]\b(?! )|teletravail|proposition|validation|\bautres?\b",
            title,
        ) and not re.search("libre|pmr|rdv", title):
            return None
        order = (
            "itinerance",
            "dispositif_programmes_nationaux",
            "prise_en_charge_specifique",
            "modalites_accompagnement",
            "frais_a_charge",
            "publics_specifiquement_adresses",
            "services",
            "typologie",
        )
        for name in order:
            if name == "modalites_accompagnement" and keywords.meanings("services", title):
                continue
            if name == "publics_specifiquement_adresses" and keywords.meanings("services", title):
                continue
            found = keywords.meanings(name, title) or (
                keywords.meanings(name, column.glued)
                if name in ("services", "modalites_accompagnement")
                else []
            )
            if len(found) == 1:
                return name, found[0]
        return None

    def _shut(self) -> None:
        """Values that say that a place is closed or receives nobody."""
        for column in self.columns:
            if not 0 < len(column.values) <= FEW or re.match("day|horaires|weeks", self.target(column)):
                continue
            shut = [text for text in column.values if _SHUT.fullmatch(keywords.plain(text))]
            answers = (
                column.share(lambda text: keywords.is_yes(text) or keywords.is_no(text) or text == "?")
                >= MIN_SHARE
            )
            if column.named(_ASKS) and answers:
                shut += [
                    text
                    for text in column.values
                    if keywords.is_no(text) and keywords.plain(text) and text not in shut
                ]
            if shut and len(shut) < len(column.values):
                use = self.uses.get(column.name) or Use(column.name)
                self.uses[column.name] = Use(
                    column.name,
                    use.target,
                    use.why or "values",
                    use.also,
                    use.separator,
                    tuple(shut),
                    use.order,
                )

    def _comments(self) -> None:
        for column in self.free:
            is_html = column.share(lambda text: bool(re.search(r"<\w+", text))) > 0.2
            known = any(re.search(one, column.title) for one in (_COMMENTS, r"^(?:modalit|restriction)"))
            length = sum(map(len, column.texts)) / len(column.texts)
            if (
                not known
                or is_html
                or re.search(_NOT_COMMENTS, column.title)
                or column.share(is_words) < HALF
            ):
                continue
            if column.share(lambda text: keywords.is_yes(text) or keywords.is_no(text)) >= HALF:
                continue
            short = column.named(r"resume|courte|short|accroche") and length <= MAX_SUMMARY
            self.take(column, "presentation_resume" if short else "presentation_detail", "title")
