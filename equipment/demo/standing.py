"""What is on its way today at the Expérithèque: every desk has something to do on whatever day this is loaded."""

from equipment.demo.shapes import Standing, Words
from equipment.demo.telling import home, team


def _of(
    school: str,
    pupil: str,
    wanted: str,
    need: str,
    days: tuple[int, int],
    upto: str,
    asked: int,
    situation: str = "",
    *words: Words,
    mdph: str = "before",
    later: bool = True,
    because: str = "",
    extended: int = 0,
) -> Standing:
    """`days` are those of the start and the return, in open days from today; `pupil` is a pseudonym and a class."""
    pseudonym, level = pupil.split()
    return Standing(
        school=school,
        pupil=pseudonym,
        level=level,
        wanted=wanted,
        need=need,
        start=days[0],
        due=days[1],
        upto=upto,
        asked=asked,
        situation=situation,
        mdph=mdph,
        later=later,
        because=because,
        extended=extended,
        words=words,
    )


_PEN, _COMPUTER = "Stylo lecteur", "Ordinateur portable léger équipé"
_MAGNIFIER, _HF = "Téléagrandisseur de bureau", "Micro HF et récepteur"

#: In the hands of pupils, some too long.
OUT = (
    _of(
        *("vents", "IRIS-52 5e", _PEN, "reading", (-17, 3), "out", 24),
        "Lire les consignes du contrôle commun.",
        team(3, 4, "Il le prête à son voisin.", "", "keep"),
    ),
    _of(
        *("vents", "SAULE-44 6e", "Coussin d’assise dynamique", "attention", (-18, -4), "out", 25),
        "Rester assis pendant la lecture.",
    ),
    _of(
        *("vents", "QUARTZ-97 4e", "Logiciel de dictée vocale (licence)", "writing", (-12, 8), "out", 20),
        "Rédiger son rapport de stage.",
        home(2, 4, "Il dicte pendant que je cuisine.", "", "keep"),
    ),
    _of(
        *("moulins", "NUAGE-66 6e", _PEN, "reading", (-16, 0), "out", 22),
        "Lire seul les énoncés.",
    ),
    _of(
        *("moulins", "HERON-83 5e", "Casque antibruit", "attention", (-17, -7), "out", 24),
        "Travailler en étude.",
    ),
    _of(
        *("moulins", "COMETE-20 4e", _COMPUTER, "writing", (-15, 22), "out", 21),
        "Suivre les cours de sciences.",
        mdph="requested",
    ),
    _of(
        *("aubepine", "JASMIN-63 6e", "Tablette avec application de communication", "communication"),
        *((-18, 20), "out", 25),
        "Demander, répondre, raconter.",
        team(3, 4, "La classe lui laisse le temps.", "", "keep"),
        mdph="requested",
    ),
    _of(
        *("aubepine", "CERISE-31 3e", _MAGNIFIER, "seeing", (-14, 34), "out", 20),
        "Lire les sujets du brevet blanc à sa taille.",
        mdph="notified",
    ),
    _of(
        *("aubepine", "KOALA-57 5e", _HF, "hearing", (-13, 12), "out", 19),
        "Suivre les cours dans une salle qui résonne.",
    ),
    _of(
        *("aubepine", "BOULEAU-12 6e", "Minuteur visuel", "attention", (-16, -2), "out", 22),
        "Tenir dix minutes.",
    ),
    _of(
        *("marais", "TORTUE-35 5e", _HF, "hearing", (-10, 16), "out", 17),
        "Entendre les consignes du professeur de sport.",
        mdph="requested",
    ),
    _of(*("marais", "DAUPHIN-74 4e", "Scanner à main", "writing", (-9, 11), "out", 16), "Ne plus recopier."),
    _of(
        *("marais", "OLIVIER-28 6e", "Mallette Écrire à la main", "writing", (-12, 6), "out", 18),
        "Trouver une prise qui ne fait pas mal.",
    ),
    _of(
        *("pointe", "LUCIOLE-89 6e", "Casque antibruit", "calm", (-11, 9), "out", 17),
        "Prendre le bateau sans arriver épuisé.",
        extended=5,
    ),
    _of(
        *("aubepine", "GALET-65 6e", "Pédalier silencieux de bureau", "attention", (-17, -3), "out", 24),
        "Tenir une heure en étude.",
    ),
    _of(*("pointe", "ROSEAU-16 5e", "Stylo numérique qui enregistre", "attention", (-8, 12), "out", 15)),
)

#: Booked: to be handed over today, tomorrow, later; one given up.
BOOKED = (
    _of(
        *("vents", "ZEBRE-70 6e", "Minuteur visuel", "organisation", (0, 15), "booked", 6), "Ranger à temps."
    ),
    _of(
        *("aubepine", "FOUGERE-48 4e", "Tablette avec clavier et stylet", "writing", (0, 14), "booked", 7),
        "Compléter des schémas sans les recopier.",
    ),
    _of(*("marais", "PRAIRIE-82 6e", _PEN, "reading", (1, 16), "booked", 6), "Lire les consignes seul."),
    _of(
        *("moulins", "SAPHIR-59 5e", "Mallette Géométrie", "maths", (2, 13), "booked", 7),
        "Tracer des figures.",
    ),
    _of(*("pointe", "GALET-91 3e", _COMPUTER, "writing", (4, 16), "booked", 5), "Préparer l’oral du brevet."),
    _of(
        *("vents", "ORIGAN-30 5e", "Souris verticale", "motor", (5, 16), "booked", 4),
        "Utiliser l’ordinateur.",
    ),
    # Promised before its item was late: somebody has to look for it, or for another one.
    _of(
        *("pointe", "JASMIN-39 5e", "Pédalier silencieux de bureau", "attention", (2, 14), "booked", 22),
        "Bouger pendant la lecture.",
    ),
    _of(
        *("moulins", "VANILLE-47 6e", "Balle lestée à malaxer", "calm", (3, 13), "cancelled", 8),
        "Occuper ses mains.",
        because="L’élève a changé d’établissement.",
    ),
)

#: Not answered yet, or with no.
ASKED = (
    _of(
        *("vents", "PANDA-25 6e", "Mallette Lire", "reading", (6, 16), "sent", 1),
        "Savoir ce qui l’aide à lire un chapitre.",
    ),
    _of(
        *(
            "vents",
            "TULIPE-18 4e",
            "Logiciel de prédiction de mots (licence)",
            "writing",
            (8, 16),
            "draft",
            1,
        ),
        "Oser les mots compliqués.",
    ),
    _of(
        *("vents", "ALBATROS-61 5e", _HF, "hearing", (7, 16), "waiting", 6),
        "Entendre le professeur depuis le troisième rang.",
        later=False,
    ),
    _of(
        *("moulins", "NEPTUNE-94 3e", _MAGNIFIER, "seeing", (6, 16), "waiting", 8),
        "Lire les cartes du brevet blanc.",
        later=False,
    ),
    _of(
        *("aubepine", "MIMOSA-37 6e", "Gilet lesté", "calm", (7, 16), "sent", 2),
        "Traverser les contrôles de décembre.",
    ),
    _of(*("marais", "RUISSEAU-53 5e", _PEN, "reading", (9, 16), "sent", 1), "Lire en histoire."),
    _of(
        *("pointe", "MARMOTTE-22 6e", "Casque à réduction de bruit", "attention", (6, 16), "sent", 7),
        "Travailler dans une salle partagée avec l’école de musique.",
    ),
    _of(
        *("moulins", "ECUREUIL-78 6e", "Enceinte de classe et micro", "hearing", (5, 14), "refused", 9),
        "Mieux entendre en cours de langue.",
        because="La salle est déjà équipée d’une enceinte\u00a0: essayez-la d’abord avec le professeur.",
    ),
    _of(
        *("aubepine", "SAULE-10 5e", "Repose-bras articulé", "motor", (6, 15), "withdrawn", 6),
        "Écrire sans porter son bras.",
    ),
)

STANDING = (*OUT, *BOOKED, *ASKED)

#: On the workbench today: what, why, since how many open days, until when (None: nobody knows).
ON_THE_BENCH = (
    ("Micro HF et récepteur", "Le récepteur grésille.", 5, None),
    ("Tablette avec manuels numériques adaptés", "La prise de charge a du jeu.", 8, 6),
    ("Siège dynamique oscillant", "Base fendue, pièce commandée.", 12, -2),
)
