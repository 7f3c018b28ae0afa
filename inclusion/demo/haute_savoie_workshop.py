"""A world café of the network of Annecy, written for the demonstration: tables, ideas, votes."""

from datetime import date

from inclusion.demo.roadmap_shapes import Idea, PlanWorkshop

WORKSHOP = PlanWorkshop(
    title="World café\u00a0: et après 2026\u00a0?",
    introduction=(
        "Quatre tables, vingt minutes chacune. Écrivez vos idées, une par une\u00a0; votez pour celles qui "
        "comptent le plus. Ce qui sort de l’atelier nourrit le prochain plan d’action."
    ),
    held_on=date(2026, 11, 19),
    open_until=date(2026, 12, 18),
    votes_each=3,
    tables=(
        ("Aider mieux dans les mairies déléguées", 1),
        ("Faire connaître ce qui existe", 3),
        ("Travailler ensemble", 4),
        ("Et la culture numérique\u00a0?", None),
    ),
    ideas=(
        Idea(
            table=1,
            text="Une permanence le samedi matin, une fois par mois",
            detail="À tour de rôle dans les six mairies, pour ceux qui travaillent en semaine. "
            "Idée inventée pour la démonstration.",
            votes=11,
            becomes_action_of=1,
            became_on=date(2026, 11, 23),
        ),
        Idea(
            table=1,
            text="Ouvrir une permanence le samedi matin chaque mois",
            votes=4,
            like="Une permanence le samedi matin, une fois par mois",
        ),
        Idea(table=1, text="Des créneaux d’une heure pour les dossiers longs", votes=6),
        Idea(table=1, text="Un agent relais par mairie, nommé et connu", votes=7),
        Idea(table=2, text="Un guide du numérique par quartier, en une page", votes=8),
        Idea(table=2, text="Le guide du numérique en une page par quartier", votes=2),
        Idea(table=2, text="Les permanences annoncées sur les panneaux lumineux", votes=3),
        Idea(table=2, text="Acheter des publicités", withdrawn=True),
        Idea(table=3, text="Une journée d’immersion chez un autre acteur du réseau", votes=9),
        Idea(table=3, text="Un calendrier commun des ateliers", votes=5),
        Idea(table=3, text="Inviter les travailleurs sociaux à chaque réunion trimestrielle", votes=4),
        Idea(table=4, text="Une soirée jeux vidéo entre générations", votes=6),
        Idea(table=4, text="Un parcours d’éducation aux médias avec les bibliothèques", votes=5),
    ),
)
