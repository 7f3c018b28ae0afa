"""What the titles of columns say of them, in French and English, and the values that say that a place is closed."""

import re

from inclusion.guide.rules import keywords
from inclusion.guide.rules.columns import Column
from inclusion.guide.rules.keywords import plain

#: What is never read: internal numbers, people, the answers of a geocoder, territories above the commune.
NEVER = (
    r"^result |infobulle|photo|image|logo|financeur|editor|creator|globalid|userid|superficie|surface|capacite"
    r"|contact nom|nom (?:et )?prenom|prenom|referent|responsable|interlocut|contact role|^contacts?$|epci"
    r"|intercommunalite|bassin|^departement|region$|pays|trajet|\bscore\b"
)
#: Target → what its title says, what it does not say; the better title first.
TEXTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "nom",
        (
            r"^(?:nom|name|denomination|libelle|intitule|lieu|structure|organisme|site|etablissement|raison sociale)$",
            r"^nom (?:du |de la |de l |de votre |usuel |d )?(?:lieu|structure|organisation|site"
            r"|etablissement|organisme|org\b|service)",
            r"\bnom\b|\bname\b|nomdel|^nom|denomination",
            r"^(?:lieux?|structures?|libelle|lib)\b|\blib (?:fs|long service|lieu)|raison sociale"
            r"|etablissement|organisme|appellation|organi[sz]ation|\bvenue\b|\bfacility\b|\bintitule\b",
        ),
        r"commune|\bcomm?\b|ville|voie|\brue|contact|referent|\bagent|epci|departement|porteu|parent|gestionnaire|type"
        r"|adresse|code|court|animateur|mediateur|conseiller|mail|\btel|site web|site internet|date|horaire|nombre"
        r"|\bnb\b|personne|service public|fichier|region|reseau|\bbatiment|\blieu ?dit|stationnement|country|\bcity\b",
    ),
    (
        "commune",
        (
            r"^(?:commune|ville|city|town|localite|municipalite)$",
            r"\bcommune\b|\bville\b|\bcity\b|\btown\b|\blib com\b|nom com|localit|\bcommune|^com$|municipalit",
        ),
        r"code|insee|postal|\bcp\b|communaut|old|mail|site|url|service|quartier|centre ville|nombre|\bnb\b",
    ),
    (
        "complement_adresse",
        (
            r"compl\w* ?(?:d |de )?(?:l )?(?:adresse|adr\b|voie)|comp adresse"
            r"|(?:adresse|address|adr) (?:line )?(?:2\b|compl(?!et))"
            r"|complementdadresse|batiment|lieu ?dit|compl adr|line 2\b",
            r"^compl(?:ement|t)?s?$",
        ),
        r"",
    ),
    (
        "adresse",
        (
            r"^(?:adresse|address|adresse (?:postale|complete|physique)|rue|voie|street)$",
            r"adresse|\badres|address|\badr\b|\brue\b|\bvoie\b|street|libelle voie",
            r"stationnement|emplacement|localisation|\bsitu(?:e|ation)\b|lieu d (?:arret|accueil|intervention)"
            r"|lieu (?:de )?(?:rdv|rendez vous|permanence)|\blocation\b|coordonnees postales|^ou\b",
        ),
        r"mail|courriel|electronique|web|internet|\burl\b|code(?! postal et ville)|departement|region|compl(?!et)|type?"
        r" (?:de )?voie|insee|\bnumero(?! et)|\bip\b|brut|publics? adresses|specifiquement",
    ),
    (
        "structure_parente",
        (r"parente?\b|porteuse|porteur\b|gestionnaire|structure mere|employeu|structure de rattachement",),
        r"type|mail|\btel|siret|code|enfant|public",
    ),
    ("source", (r"^source$",), ""),
)
COMMENTS = (
    r"descri|presentation|comment|\binfos?\b|information|observation|remarque|detail|precision|complement|transport"
    r"|acces (?:en )?transport|autres? horaires|horaires? (?:grand public|details?|d ete)"
    r"|(?<!hors )(?:vacances|\bete)\b|tarifs?$|activites|actions"
)
NOT_COMMENTS = r"interne|adresse|mail|telephone|\btel\b|validation|date|type"
#: The same of the commune alone.
COMMUNE = ("|".join(TEXTS[1][1]), TEXTS[1][2])
#: Titles of a latitude and of a longitude; of both in metres.
COORDINATES = (
    (r"\blat(?:itude)?\b|latitude|\blat84\b|\blat", r"\blon(?:g|gitude)?\b|\blng\b|longitude|long84|\blong?"),
    (r"^y$|coord\w* y|\by ?(?:l93|lambert)|^y |northing|\by$", r"^x$|coord\w* x|\bx ?(?:l93|lambert)|^x |easting|\bx$"),
)
#: Whose telephones, mailboxes and sites are not those of the place.
OTHERS = r"gestionnaire|porteu|\bsiege\b|parente?\b|employeu|referent|president|elue?s?\b|financ|\bmaire\b"
#: What no place is called by, whatever the cells say.
NOT_A_NAME = (
    r"commune|ville|region|departement|adresse|address|date|horaire|jours?\b|observ|remarq|comment|descri|servic|activit"
    r"|public|mail|type|categor|statut|status|etat\b|referent|contact|precision|complement|acces|modalit|tarif|equip"
    r"|materiel|porteu|parent|gestionnaire|source|prenom|personne|conseiller|animateur|mediateur|\bnom\b|batiment|etage"
    r"|quartier|canton|country|langue|financ|partenaire"
)
#: What stands between the title of a group of columns and that of one of them.
GROUP = " : "
#: Groups whose columns of yes and no are services, and the words of titles that are services before all else.
SERVICES = r"service|offre|prestation|accompagnement|activite|atelier|aide|thematique"
#: Groups that say what their columns do not.
GROUPS = rf"{SERVICES}|horaire|ouverture|public|tarif|label|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|opening"
EQUIPMENT = r"ordinateur|wi ?fi|internet|imprim|scanner|\bpostes?\b|\bpc\b|tablette|computer"
#: The column of lists that a title names.
LISTS: tuple[tuple[str, str, str], ...] = (
    (
        "services",
        r"services?\b|thematique|themes?\b|accompagnement|offre\b|propose[zs]?\b"
        r"|activite|equipement|materiel|medi\w* num|contenu|qualif|apportez|prestation",
        r"type de service|france services?|nom|modalit",
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
    ("prise_en_charge_specifique", r"prise en charge|handicap|publics?\b|accessib", r"horaire|service public"),
    ("frais_a_charge", r"tarif|\bfrais\b|cout|prix|conditions? (?:d )?acces|\bcond acces|payant|gratuit", r"detail"),
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
BY_VALUE = (
    "services",
    "typologie",
    "publics_specifiquement_adresses",
    "frais_a_charge",
    "dispositif_programmes_nationaux",
)
DAYS = (
    ("Mo", r"\blun(?:di)?s?\b|\bmon(?:day)?s?\b|\blundi"),
    ("Tu", r"\bmar(?:di)?s?\b|\btue(?:s|sday)?s?\b"),
    ("We", r"\bmer(?:credi)?s?\b|\bwed(?:nesday)?s?\b"),
    ("Th", r"\bjeu(?:di)?s?\b|\bthu(?:rs|rsday)?s?\b"),
    ("Fr", r"\bven(?:dredi)?s?\b|\bfri(?:day)?s?\b"),
    ("Sa", r"\bsam(?:edi)?s?\b|\bsat(?:urday)?s?\b"),
    ("Su", r"\bdim(?:anche)?s?\b|\bsun(?:day)?s?\b"),
)
ANY_DAY = "|".join(pattern for _, pattern in DAYS)
#: What a cell says of a place that is not to be shown.
SHUT = re.compile(
    r"(?:in|des)acti(?:f|ve|vee?)s?|inactifs?"
    r"|fermee?s?(?: (?:definitiv|depuis|en \d{4}|pour (?:travaux|renov))\w*\b.*)?"
    r"|(?:definitivement|temporairement) fermee?s?|fermeture (?:definitive|temporaire)|cessee?"
    r"|cessation(?: d activite)?|supprimee?s?|archivee?s?|dissoute?s?|liquidee?s?|radiee?s?|en projet\b.*"
    r"|projet|(?:ouverture )?a venir"
    r"|ouverture (?:prevue|prochaine).*|prochainement|pas encore ouverte?|en sommeil|en (?:cours d ouverture|travaux)"
    r"|(?:permanently |temporarily )?closed(?: down)?|inactive|draft|archived|deleted|disabled|unpublished|planned"
    r"|coming soon|doublon|a supprimer|obsolete"
    r"|(?:non|plus) (?:affichee?|publiee?|visible|ouvert|active?)|ne recoit (?:pas|plus) (?:de |du )?public"
    r"|(?:pas|plus) d accueil(?: du| de)?(?: public)?|depubliee?|masquee?|brouillon|hors service"
    r"|abandonnee?"
)


#: What the end of a name says of a place that is no more, or not yet.
_CLOSED = re.compile(
    r"(?:ferme(?:e|s|es)?|closed|supprimee?|dissoute?|annulee?|suspendue?|(?:en )?projet|en travaux|doublon)"
    r"(?: (?:definitiv|depuis|pour|en (?:[a-z]+ )?20\d\d|jusqu|temporair|permanent|au public)\w*\b.*)?"
    r"|(?:definitivement|permanently) (?:ferme|closed)e?|fermeture definitive.*"
)
#: The whole of a remark that says so.
_NO_MORE = re.compile(
    r"(?:(?:l |le |la |cette? )?(?:structure|lieu|site|association|arret|antenne|permanence|point|service|espace"
    r"|place|agence|activite) )?(?:est |a ete |is )?(?:definitivement |permanently )?"
    r"(?:ferme(?:e|s|es)?(?: (?:(?:definitivement|depuis|au public)\b.*|en (?:[a-z]+ )?20\d\d))?|dissoute?(?: .*)?"
    r"|supprimee?(?: .*)?|a ferme(?: .*)?|n existe plus.*|closed(?: down)?(?: permanently)?|abandonnee?|annulee?"
    r"|arretee?(?: (?:en|depuis|le) .*)?|cesse son activite.*|en projet(?: .*)?"
    r"|(?:n accueille|ne recoit) (?:plus|pas) de public.*)"
    r"|(?:fermeture definitive|cessation d activite|dissolution|plus d activite|ouverture prevue .*20\d\d).*"
    r"|a supprimer|doublon|test|(?:a )?ne pas (?:publier|afficher|diffuser).*"
)


def names_closed(name: str) -> bool:
    """Whether a name says that the place is closed: « Espace numérique - FERMÉ », « … (fermé en 2024) »."""
    bare = re.sub(r"(\w)-(\w)", r"\1 \2", name.strip())
    last, first = (re.search(r"[(\[–—:/-]([^(\[–—:/-]*)$", bare), re.match(r"[\[(]?([^\])–—:-]*)[\])–—:-]", bare))
    # « Tiers-lieu - Ferme » is a farm.
    said = [one[1] for one in (last, first) if one and not re.fullmatch(r"\s*(?:La |la )?[Ff]ermes?[)\]\s]*", one[1])]
    return any(_CLOSED.fullmatch(plain(one)) for one in said) or bool(
        re.search(r"\b(?:FERM[EÉ]E?S?|CLOSED)$", bare)
        or re.search(r"\b(?:fermee? definitivement|definitivement fermee?|permanently closed)$|^test$", plain(bare))
    )


def is_shut(text: str) -> bool:
    """Whether a remark or hours say that the place is no more, and nothing else."""
    return bool(_NO_MORE.fullmatch(plain(text)))


#: Titles of columns that ask whether a place is to be shown.
ASKS = (
    r"^accueil(?: (?:du |de )?publics?)?$|recoit (?:du |le )?public|en (?:service|activite)|^affichage$"
    r"|^ouverture (?:au )?public$"
    r"|^(?:(?:est|toujours|lieu|encore) )*(?:ouvert|actif|active|visible|affiche|publie)e?"
    r"(?: (?:a )?(?:au|tout) public)?$|^(?:is )?(?:open|active|published|visible)$"
    r"|(?:accept|accord|autoris|consent|souhait|publication|diffusion)\w*\b.*(?:publi[ec]|publication|diffus|apparai|figur"
    r"|accord|autoris|consent)|^(?:publication|diffusion)$"
)
#: Titles of hours from Monday to Friday.
WORKDAYS = r"\blun(?:di)?s? (?:a |au )?ven(?:dredi)?\b|\bsemaine\b|mon(?:day)? (?:to )?fri"
STREET_NUMBER = (
    r"^(?:n|no|num|numero|(?:adresse|adr) num\w*)$|num\w* (?:de |de la |dans la )?(?:voie|rue)|(?:voie|rue|adresse) num"
    r"|^(?:n|no) (?:de )?(?:la )?(?:voie|rue)|(?:house|street) ?(?:num|no\b|nr\b)"
)


def meaning(column: Column) -> tuple[str, str] | None:
    """The list and the value that a yes means under this title; none where that is doubtful."""
    title = re.sub(r"^(?:c|b|pbc|properties|srv|serv) ", "", column.title)
    group, _, own = column.name.partition(GROUP)
    of_services = bool(own) and bool(re.search(SERVICES, plain(group)))
    if of_services:
        title = plain(own)
    if re.search(
        r"accueil$|^accueil|ouvert|affich|actif|^publi[ec]$|publi[ec]e?s?$|teletravail|proposition|validation"
        r"|\bautres?\b",
        title,
    ) and not re.search("libre|pmr|rdv|wi ?fi|internet|ordinateur|postes?|imprim", title):
        return None
    services = keywords.meanings("services", title) or (
        keywords.meanings("services", f"{title} numerique") if of_services else []
    )
    if not services and re.search(
        "acces libre|libre acces|consultation" if of_services else "^(?:acc(?:es)? libre|libre acces)$", title
    ):
        services = [keywords.ACCESS]
    if of_services and not services and re.search(r"\b(?:cours|ateliers?|formations?)\b", title):
        services = [keywords.TOOLS]
    if services and (of_services or re.search(rf"{EQUIPMENT}|libre", title)):
        return "services", services[0]
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
            if name in ("services", "modalites_accompagnement") and column.title.count(" ") < 3
            else []
        )
        if len(found) == 1:
            return name, found[0]
    return None


def is_part(text: str) -> bool:
    """Whether a name says which part of a structure it is, and not which structure: « Siège », « Antenne du Pin »."""
    parts_of = r"(?:l |le |la )?(?:antenne|siege|site|annexe|bureau|agence|accueil|batiment|permanence|salle|etage)\b"
    return bool(re.match(parts_of, plain(text)))
