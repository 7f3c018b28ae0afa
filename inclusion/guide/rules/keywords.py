"""What files say in words of their own: yes and no, services, publics, kinds of places, fees, by the words in them."""

import re
import unicodedata
from functools import lru_cache

from inclusion.guide.rules.standard import PROGRAMMES

#: The columns of the standard whose values are known by the words that people use.
COLUMNS = (
    "services",
    "typologie",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "modalites_acces",
    "modalites_accompagnement",
    "itinerance",
)
_YES = r"oui|yes|true|vrai|x|o|y|ok|souvent|de temps en temps|exceptionnellement|regulierement"
_NO = r"non|no|false|faux|n|0|pas du tout|jamais|aucune?|neant|sans objet"
#: Words that say nothing of a place: left out without a remark.
_NOTHING = re.compile(
    rf"(?:{_NO}|nr|nc|na|n a|n d|nd|null|none|autres?|other|inconnue?|autre inconnu|tou[st]"
    rf"|tou[st] (?:les |types? de )?publics?"
    r"|adultes?|non renseignee?)?"
)
#: Marks that stand for yes.
_TICKS = frozenset("✓✔☑✅●■•★√")
_VOID = re.compile(
    r"(?:nc|nr|nd|ns|n a|na|n c|n r|n d|neant|null|none|nan|inconnue?"
    r"|non (?:renseignee?|communiquee?|disponible|connue?)"
    r"|pas (?:de|d) (?:mail|mel|email|site|telephone|adresse(?: mail)?)|a (?:completer|renseigner|preciser|venir)"
    r"|not available|unknown|sans objet)?"
)
_IS_YES = re.compile(rf"(?:{_YES}|1|1 0)|(?:oui|yes)\b.*")
_IS_NO = re.compile(rf"(?:{_NO}|0 0)?|(?:non|no)\b.*|pas d\b.*")

PAPERS = "Aide aux démarches administratives"
TOOLS = "Maîtrise des outils numériques du quotidien"
_WORK = "Insertion professionnelle via le numérique"
_SAFETY = "Utilisation sécurisée du numérique"
_FAMILY = "Parentalité et éducation avec le numérique"
_LEISURE = "Loisirs et créations numériques"
_WORLD = "Compréhension du monde numérique"
ACCESS = "Accès internet et matériel informatique"
_BUYING = "Acquisition de matériel informatique à prix solidaire"

#: The words of each value, the more particular value first: of services one word means one, the first that fits.
_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "services": (
        (
            PAPERS,
            r"demar|administrati|acces aux droits|demat(?:erialis|\b)|\bdem\b|\bameli\b|\bimpots\b"
            r"|prestations? en ligne"
            r"|formulaires?\b|online (?:forms?|procedures?)|\badmin\b|paperwork|e ?government",
        ),
        (
            _SAFETY,
            r"cyber ?(?:secu|harc)|securis|securite(?! sociale)|risques|mots? de passe|arnaque|reputation|phishing"
            r"|sante numerique|online safety|\bsecurity|\bscams?\b|\bfraud|\bpasswords?|\bprivacy",
        ),
        (_FAMILY, r"parental|parents?\b|\becrans\b|parenting|\bscreens?\b"),
        (
            _BUYING,
            r"prix solidaire|recondition|\bventes?\b|s equiper|acheter|\bdons?\b|dotation|refurbish|affordable"
            r"|second hand|low cost (?:computer|equipment)",
        ),
        (
            _LEISURE,
            r"\b3d\b|fab ?lab|robot|codage|programmation|jeux? video|recreati|loisirs?|creation|creer avec|creatives?"
            r"|decoup|montage|retouch|\bmusique|ludique|imprim\w* 3d|\bgaming|\bcreative|\bmaker|\bcoding",
        ),
        (_WORK, r"emploi|professionnel|\bcv\b|entrepris|entrepren|teletravail|insertion|\bjobs?\b|employment"),
        (
            _WORLD,
            r"culture numerique|digital citizen|citoyen|comprehension|avis eclaire|\bfake|esprit critique|approfondir",
        ),
        (
            TOOLS,
            r"initiat|\binitie|\bformation|apprentissage|apprendre|perfectionn|decouv|prendre en main|prise en main"
            r"|bureautique|debutants?\b|competences|outils? (?:numerique|informatique)|numerique au quotidien"
            r"|cours (?:(?:collectif|particulier|individuel)s? )?(?:d )?info"
            r"|(?:atel(?:iers?)?|animations?|cours) (?:num(?:erique|\b)|info(?:rmatique|\b))"
            r"|mediation numerique|usages? (?:du )?numerique"
            r"|(?:ateliers?|aide|cours) (?:[a-z0-9]+ )?(?:smartphones?|tablettes?|ordinateurs?|internet|seniors?)"
            r"|messagerie"
            r"|reseaux sociaux|traitement de texte|navig|accompagnement (?:au |aux )?(?:usages? )?numerique"
            r"|digital (?:basics|skills|literacy|training|workshop)|computer (?:basics|skills|training|class|course)"
            r"|\bbeginners?\b|(?:training|workshops?) (?:in|on)\b|^ateliers?$|^training$|^workshops?$",
        ),
        (
            ACCESS,
            r"internet|wi ?fi|ordinateur|\bpcs?\b|\bordi\b|impr[ie][ms]|scan|photocop|materiel|equipement|connexion"
            r"|\bcomputers?\b|\bprint(?:er|ing)|\bequipment\b|en libre acces"
            r"|postes? info|\bborne|tablette|libre service|smartphone|acces libre",
        ),
    ),
    "typologie": (
        ("BIB", r"bibliothe|mediathe|ludothe|discothe"),
        ("RFS", r"france ?services?\b"),
        ("MSAP", r"msap|maisons? de services? aux? public"),
        ("CSC", r"socio ?culturel|\bcsc\b"),
        ("CS", r"cent(?:re|er)s? soci(?:al|aux)\b"),
        ("EVS", r"espaces? de vie sociale|\bevs\b"),
        ("LA_POSTE", r"la poste\b|bureaux? de poste|agence postale"),
        ("CIAS", r"\bcias\b|intercommunal d action sociale"),
        ("CCAS", r"\bccas\b|(?:communal|com) d? ?action sociale"),
        ("ML", r"missions? locales?"),
        (
            "EPN",
            r"\bepn\b|espaces? publics? (?:numerique|internet)|cyber ?(?:base|cent|espace|case)"
            r"|point d accueil numerique",
        ),
        ("TIERS_LIEUX", r"tiers ?lieu|co ?working|cowworking|hackerspace"),
        ("FABLAB", r"fab ?lab"),
        ("FT", r"france travail|pole emploi"),
        ("CAF", r"\bcaf\b|caisses? d allocations? familiale"),
        ("CPAM", r"\bcpam\b|assurance maladie"),
        ("MSA", r"\bmsa\b|mutualite sociale agricole"),
        ("MDS", r"\bmds\b|maisons? departementales? (?:des|de la) solidarites?"),
        ("MQ", r"maisons? de quartier"),
        ("MJC", r"\bmjc\b|maisons? des jeunes et de la culture"),
        ("PIJ_BIJ", r"\bpij\b|\bbij\b|information jeunesse"),
        ("PIMMS", r"\bpimms\b"),
        ("RESSOURCERIE", r"ressourcerie|recyclerie"),
        ("E2C", r"deuxieme chance|2e chance"),
        ("OF", r"organismes? de formations?|centres? de formation"),
        ("CC", r"communautes? de communes?"),
        ("EPCI", r"\bepci\b|intercommunalite|communaute d agglo|metropole"),
        ("CD", r"conseil departemental"),
        ("PREF", r"prefecture"),
        ("UDAF", r"\budaf\b"),
        ("CIDFF", r"\bcidff\b"),
        ("CHRS", r"\bchrs\b"),
        ("PAD", r"points? d acces aux? droit|point justice"),
        ("MUNI", r"\bmairies?\b|municipalite|hotel de ville|^communes?$"),
        ("ASSO", r"\bassociati(?:on|f)\w*|\basso\b"),
    ),
    "publics_specifiquement_adresses": (
        ("Étudiants", r"etudiant"),
        ("Jeunes", r"\bjeunes?\b|jeunesse|adolescent|\b1[0-9] ?\w* ?2[0-9] ans"),
        ("Familles et/ou enfants", r"famille|enfant|parents?\b"),
        ("Seniors", r"senior|personnes? agees?|retraite|\b6[05] ans"),
        ("Femmes", r"\bfemmes?\b"),
    ),
    "prise_en_charge_specifique": (
        ("Surdité", r"surd|malentendant|langue des signes|\blsf\b|auditi"),
        ("Handicaps moteurs", r"handicaps? moteur|\bpmr\b|mobilite reduite|fauteuil|wheelchair"),
        ("Handicaps mentaux", r"handicaps? (?:mental|mentaux|psychique)|deficience intellectuelle"),
        ("Illettrisme", r"illett?r|analphab"),
        ("Langues étrangères (anglais)", r"\banglais"),
        ("Langues étrangères (autres)", r"langues? etrangere|allophone|migrant|refugie|ne parlant pas"),
        ("Déficience visuelle", r"visuel|mal ?voyant|aveugle|non voyant"),
    ),
    "frais_a_charge": (
        ("Gratuit sous condition", r"gratuite?s? (?:sous|pour|a condition|selon)|sous conditions?"),
        ("Gratuit", r"\bgratuite?s?\b|gratuite\b|\bfree$|free of charge|^0 ?(?:e|euros?|eur)?$|acces libre|sans frais"),
        ("Payant", r"\bpayante?s?\b|\bpaid\b|membership|adhesion|abonnement|cotisation|[1-9] ?(?:e|eur|euros?)\b"),
    ),
    "dispositif_programmes_nationaux": (
        ("France Services", r"france ?services?\b|\bmfs\b"),
        ("Conseillers numériques", r"conseillere?s? numerique|\bcnfs\b|\bconum\b"),
        ("Aidants Connect", r"aidants? connect"),
        ("Certification PIX", r"\bpix\b"),
        ("Emmaüs Connect", r"emmaus connect"),
        ("La Croix Rouge", r"croix rouge"),
        ("Grande école du numérique", r"grande ecole du numerique"),
        ("Point d'accès numérique CAF", r"point (?:relais|d acces numerique|numerique) caf"),
        ("Promeneurs du net", r"promeneurs? du net"),
        ("Bibliothèques numérique de référence", r"bibliotheques? numeriques? de reference"),
    ),
    "formations_labels": (
        ("SUD LABS (PACA)", r"sud labs?\b"),
        ("Fabriques de Territoire", r"fabriques? de territoires?"),
        ("ORDI 3.0", r"ordi 3 0"),
        ("Formé à « Mon Espace Santé »", r"mon espace sante"),
        ("Formé à « DUPLEX » (illettrisme)", r"duplex"),
        ("Étapes numériques(La Poste)", r"etapes? numeriques?"),
        ("Les Éclaireurs du numérique (Drôme)", r"eclaireurs du numerique"),
    ),
    "modalites_acces": (
        ("Ce lieu n'accueille pas de public", r"n accueille pas|ne recoit pas|pas d accueil"),
        ("Se présenter", r"se presenter|sans (?:rendez ?vous|rdv)|acces libre|sur place|guichet"),
        ("Prendre un RDV en ligne", r"(?:rendez ?vous|rdv) en ligne"),
        ("Téléphoner", r"telephon|par tel\b"),
        ("Contacter par mail", r"\be?mails?\b|courriel"),
    ),
    "modalites_accompagnement": (
        ("En autonomie", r"autonom|libre ?acces|acces libre|libre service|^seule?$"),
        ("Accompagnement individuel", r"individuel|personnalise|avec de l aide|a ma place"),
        ("Dans un atelier collectif", r"collecti|ateliers?|groupe"),
        ("À distance", r"a distance|\bvisio"),
    ),
    "itinerance": (("Itinérant", r"itinera|nomade|\bmobile\b|\bbus\b"), ("Fixe", r"\bfixe\b|sedentaire")),
}
_PATTERNS = {column: tuple((value, re.compile(pattern)) for value, pattern in rows) for column, rows in _WORDS.items()}
#: Values that leave another one no meaning.
_INSTEAD = {"Gratuit sous condition": "Gratuit", "CIAS": "CCAS", "CSC": "CS", "TIERS_LIEUX": "FABLAB"}
assert {value for value, _ in _WORDS["dispositif_programmes_nationaux"]} <= set(PROGRAMMES)


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Return the words of a text: small letters, no accents, one space where anything else is."""
    low = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("€", " euros "))
    low = "".join(c for c in low if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", low).strip()


def is_yes(text: str) -> bool:
    """Whether a cell says yes: « Oui », « X », « 1 », « Oui, sur rendez-vous », « Souvent »."""
    return bool(text.strip()) and (text.strip() in _TICKS or bool(_IS_YES.fullmatch(plain(text))))


def is_no(text: str) -> bool:
    """Whether a cell says no, or nothing: « Non », « - », « 0 », « Pas du tout »."""
    return text.strip() not in _TICKS and bool(_IS_NO.fullmatch(plain(text)))


def is_void(text: str) -> bool:
    """Whether a cell stands for an empty one: « - », « NC », « non renseigné », « ? »."""
    return len(text) < 30 and text.strip() not in _TICKS and bool(_VOID.fullmatch(plain(text)))


def says_nothing(text: str) -> bool:
    """Whether a word of a list says nothing that a list of the standard could hold: « Tout public », « NR »."""
    return bool(_NOTHING.fullmatch(plain(text))) or is_yes(text)


def meanings(column: str, text: str) -> list[str]:
    """Return the values of this column of the standard that the words of a text mean; of services, the first alone."""
    words = plain(text)
    found = [value for value, pattern in _PATTERNS.get(column, ()) if words and pattern.search(words)]
    if column == "services":
        return found[:1]
    hidden = {_INSTEAD.get(value) for value in found}
    return [value for value in found if value not in hidden]
