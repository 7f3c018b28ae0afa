"""NuméricA, the festival of digital life for everybody: the edition of 2024 as its figures tell, those that follow.

Told publicly: two days and an evening, 29 exhibitors, 14 talks, 200 speakers, 1 420 visitors in 2024; the fourth
edition on 12 and 13 April 2025. The titles, the exhibitors that are not of the network, the days of 2024 and what comes
after 2025 were written for the demonstration.
"""

from datetime import date, time

from inclusion.demo.life_shapes import EventTold, TalkTold

_WRITTEN = "Programme écrit pour la démonstration."
_SAT_24, _SUN_24 = date(2024, 4, 13), date(2024, 4, 14)
_SAT_27, _SUN_27 = date(2027, 4, 10), date(2027, 4, 11)


def _talks(saturday: date, sunday: date) -> tuple[TalkTold, ...]:
    """Fourteen talks in two rooms over two days, and the evening of digital arts."""
    titles = (
        ("Reconnaître une arnaque en ligne", "Lucie Témoin"),
        ("Nos enfants et les écrans", "Karim Modèle"),
        ("L’intelligence artificielle sans se faire peur", "Solène Exemple"),
        ("Vieillir avec un ordinateur", "Bernard Essai"),
        ("Réparer plutôt que jeter", "Aline Fictif"),
        ("Une administration qui parle clair", "Hugo Spécimen"),
        ("Logiciels libres pour tous les jours", "Maëlle Maquette"),
        ("Ce que deviennent nos données", "Patrick Témoin"),
        ("Cyberharcèlement\u00a0: en parler, agir", "Inès Échantillon"),
        ("Jouer pour apprendre", "Tom Exemple"),
        ("L’empreinte du numérique", "Claire Modèle"),
        ("Lire l’information, trier le vrai du faux", "Victor Fictif"),
        ("Associations\u00a0: s’organiser en ligne", "Nora Essai"),
        ("Écrire des histoires avec une machine", "Paul Spécimen"),
    )
    hours = (10, 11, 14, 15)
    told = []
    for rank, (title, speaker) in enumerate(titles):
        day = saturday if rank < 8 else sunday
        slot = rank if rank < 8 else rank - 8
        begins = time(hours[slot // 2])
        room = ("Grande salle", "Petite salle")[slot % 2]
        told.append(
            TalkTold(
                title=title, speakers=speaker, on=day, begins=begins, ends=time(begins.hour, 45), room=room
            )
        )
    evening = TalkTold(
        title="Soirée arts numériques",
        speakers="Collectifs du bassin annécien",
        on=saturday,
        begins=time(20, 0),
        ends=time(22, 30),
        room="Grande salle",
        kind="show",
    )
    return (*told, evening)


#: Nine that the network knows, twenty that were written for the demonstration.
EXHIBITORS = (
    ("Ville d’Annecy", "Les permanences et les ateliers des mairies"),
    (
        "Comité départemental olympique et sportif de la Haute-Savoie",
        "Le numérique des associations sportives",
    ),
    ("Médiathèque d’Annecy", "Jeux et livres numériques"),
    ("Mairie déléguée de Seynod", "Atelier photo"),
    ("Mairie déléguée de Cran-Gevrier", "Coin des tout premiers clics"),
    ("Mairie déléguée de Meythet", "Retouche et souvenirs"),
    ("Mairie déléguée de Pringy", "Le village en cartes"),
    ("Mairie déléguée d’Annecy-le-Vieux", "Aide aux démarches"),
    ("Caisse primaire d’assurance maladie de la Haute-Savoie", "Mon espace santé pas à pas"),
    *(
        (f"{name} (exposant inventé)", shown)
        for name, shown in (
            ("Atelier du Fier", "Ordinateurs remis en état"),
            ("Les Bricodeurs du lac", "Programmer un petit robot"),
            ("Radio des Aravis", "Enregistrer un podcast"),
            ("Club photo du Semnoz", "Du capteur au tirage"),
            ("Ludothèque des Teppes", "Jeux vidéo en famille"),
            ("Libre en Savoie", "Installer un logiciel libre"),
            ("Fabrique du lac", "Impression en trois dimensions"),
            ("Les Mots cliqués", "Écrire quand c’est difficile"),
            ("Toile des aînés", "Visioconférence entre générations"),
            ("Repair café de Novel", "Téléphones réparés"),
            ("Drones des Glières", "Voler dans les règles"),
            ("Cinéma numérique d’Annecy", "Animation image par image"),
            ("Jeunes et médias", "Déjouer une rumeur"),
            ("Accès pour tous", "Outils pour mal voir et mal entendre"),
            ("Carto-lac", "Cartes participatives"),
            ("Musique assistée", "Composer sur tablette"),
            ("Parents connectés", "Parler des écrans"),
            ("Ressourcerie du Fier", "Équipement à prix solidaire"),
            ("Archives ouvertes", "Numériser ses papiers"),
            ("Association des usagers", "Un guichet, une personne"),
        )
    ),
)

FESTIVALS = (
    EventTold(
        title="NuméricA 2024, le festival du numérique pour tous",
        kind="festival",
        partner="ville",
        begins=(_SAT_24, time(10, 0)),
        ends=(_SUN_24, time(18, 0)),
        summary="Deux journées et une soirée d’arts numériques, 29 exposants, 14 conférences, une petite restauration.",
        description=f"{_WRITTEN} Les chiffres sont ceux de l’édition 2024.",
        venue="Salle des Modèles",
        address="1 avenue des Exemples",
        commune="74010",
        themes=("Compréhension du monde numérique", "Loisirs et créations numériques"),
        series="NuméricA",
        report="1\u00a0420 visiteurs sur deux jours. Tous les acteurs du réseau étaient là.",
        figures={"visitors": 1420, "exhibitors": 29, "talks": 14, "speakers": 200},
        talks=_talks(_SAT_24, _SUN_24),
        exhibitors=EXHIBITORS,
        announced=date(2024, 2, 5),
    ),
    EventTold(
        title="NuméricA 2025, quatrième édition",
        kind="festival",
        partner="ville",
        begins=(date(2025, 4, 12), time(10, 0)),
        ends=(date(2025, 4, 13), time(18, 0)),
        summary="La quatrième édition du festival annuel du numérique pour tous.",
        venue="Salle des Modèles",
        address="1 avenue des Exemples",
        commune="74010",
        themes=("Compréhension du monde numérique", "Loisirs et créations numériques"),
        series="NuméricA",
        report="Bilan écrit pour la démonstration\u00a0: les chiffres de cette édition ne sont pas repris ici.",
        announced=date(2025, 1, 20),
    ),
    EventTold(
        title="NuméricA 2027",
        kind="festival",
        partner="ville",
        begins=(_SAT_27, time(10, 0)),
        ends=(_SUN_27, time(18, 0)),
        summary="Le festival revient\u00a0: deux journées, une soirée, et tout le réseau à rencontrer.",
        description=f"{_WRITTEN} L’entrée est libre et gratuite.",
        venue="Salle des Modèles",
        address="1 avenue des Exemples",
        commune="74010",
        themes=("Compréhension du monde numérique", "Loisirs et créations numériques"),
        series="NuméricA",
        talks=_talks(_SAT_27, _SUN_27),
        exhibitors=EXHIBITORS[:14],
        announced=date(2026, 11, 16),
    ),
)
