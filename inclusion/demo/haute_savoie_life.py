"""What goes on in MedNum Annecy: a meeting each quarter, help desks in six town halls, a guide, a festival."""

from datetime import date, time, timedelta

from inclusion.demo.haute_savoie_festival import FESTIVALS
from inclusion.demo.haute_savoie_places import PLACES
from inclusion.demo.life_shapes import (
    BodyTold,
    EventTold,
    IssueTold,
    ItemTold,
    MeetingTold,
    NetworkLife,
    ProfileTold,
    SeatTold,
    TaskTold,
)
from inclusion.demo.places_written import BASICS, CULTURE, LEISURE, SAFE, STEPS

_QUARTERLY = "Réunion trimestrielle du réseau"
_STEERING = "Comité de pilotage de la MedNum"
_HALL = "Mairie déléguée de Seynod, salle des Modèles"

_NETWORK_SEATS = (
    SeatTold(
        partner="ville",
        name="Romain Exemple",
        job_title="Coordination",
        kind="secretary",
        account="coordinator",
    ),
    SeatTold(
        partner="mairie-seynod", name="Nadia Modèle", job_title="Accueil de proximité", account="prescriber"
    ),
    SeatTold(partner="cpam", name="Thomas Spécimen", job_title="Partenariats", account="operator"),
    SeatTold(
        partner="mediatheque-annecy", name="Juliette Essai", job_title="Médiation", account="training-place"
    ),
    SeatTold(partner="college-balmettes", name="Marc Témoin", job_title="Direction", account="school"),
    SeatTold(
        partner="epci-200066793", name="Antoine Maquette", job_title="Référence", account="epci-referent"
    ),
    SeatTold(partner="prefecture", name="Pierre Modèle", job_title="Suivi", account="reader"),
    SeatTold(partner="ville", name="Louise Exemple", job_title="Évaluation", account="evaluator"),
    *(
        SeatTold(partner=partner, name=name, job_title="Accueil de proximité")
        for partner, name in (
            ("mairie-annecy", "Sonia Fictif"),
            ("mairie-annecy-le-vieux", "Mickaël Témoin"),
            ("mairie-cran-gevrier", "Jeanne Échantillon"),
            ("mairie-meythet", "Omar Spécimen"),
            ("mairie-pringy", "Delphine Essai"),
            ("cdos", "Franck Maquette"),
            ("carsat", "Laure Modèle"),
            ("impots", "Cédric Fictif"),
        )
    ),
)


def _quarter(on: date, theme: str, said: str, *, absent: int, task: TaskTold | None = None) -> MeetingTold:
    """One quarterly meeting: a round of news, a workshop, a moment to know one another."""
    return MeetingTold(
        title=f"Réunion du réseau, {theme}",
        on=on,
        begins=time(9, 0),
        ends=time(12, 0),
        venue=_HALL,
        absent=absent,
        agenda=(
            ItemTold(
                title="Où en est chacun dans ses projets",
                minutes=60,
                said="Tour de table, projet par projet.",
            ),
            ItemTold(
                title=f"Atelier de montée en compétences\u00a0: {theme}",
                minutes=75,
                said=said,
                decisions=(
                    f"Les ressources de l’atelier «\u00a0{theme}\u00a0» sont partagées avec tout le réseau.",
                ),
                tasks=(task,) if task else (),
            ),
            ItemTold(title="Temps informel autour d’un café", minutes=45),
        ),
        summary="Compte rendu écrit pour la démonstration.",
    )


_BODIES = (
    BodyTold(
        name=_QUARTERLY,
        kind="network",
        partner="ville",
        rhythm=(4, 4),
        since=date(2020, 3, 2),
        seats=_NETWORK_SEATS,
        meetings=(
            _quarter(
                date(2026, 1, 22),
                "démarches en ligne",
                "Les démarches qui bloquent le plus, avec la CPAM.",
                absent=3,
                task=TaskTold(
                    title="Mettre à jour la fiche des démarches qui bloquent",
                    partner="mairie-seynod",
                    account="prescriber",
                    due=date(2026, 3, 31),
                    done=date(2026, 3, 24),
                    outcome="La fiche tient sur deux pages.",
                ),
            ),
            _quarter(
                date(2026, 4, 16),
                "intelligence artificielle",
                "Ce qu’elle sait faire, ce qu’il faut vérifier.",
                absent=2,
            ),
            _quarter(
                date(2026, 9, 24),
                "logiciels libres",
                "Trois logiciels essayés ensemble.",
                absent=4,
                task=TaskTold(
                    title="Proposer un atelier sur les logiciels libres à la médiathèque",
                    partner="mediatheque-annecy",
                    account="training-place",
                    due=date(2026, 12, 18),
                ),
            ),
            MeetingTold(
                title="Réunion du réseau, éducation aux médias",
                on=date(2026, 12, 10),
                begins=time(9, 0),
                ends=time(12, 0),
                venue=_HALL,
                video="https://visio.example/mednum-annecy",
                agenda=(
                    ItemTold(title="Où en est chacun dans ses projets", minutes=60),
                    ItemTold(title="Atelier\u00a0: éducation aux médias et cyberharcèlement", minutes=75),
                    ItemTold(title="NuméricA 2027\u00a0: qui expose, qui parle", minutes=30),
                ),
                until="convened",
            ),
        ),
        points=(
            ("Ouvrir une permanence le samedi matin", "mairie-cran-gevrier", date(2026, 11, 5)),
            ("Partager les supports d’atelier en un seul endroit", "mediatheque-annecy", date(2026, 11, 12)),
        ),
    ),
    BodyTold(
        name=_STEERING,
        kind="copil",
        partner="ville",
        rhythm=(1, 2),
        since=date(2020, 3, 2),
        seats=_NETWORK_SEATS[:3],
        meetings=(
            MeetingTold(
                title="Comité de pilotage, bilan de l’année",
                on=date(2026, 6, 11),
                begins=time(14, 0),
                ends=time(16, 0),
                venue="Hôtel de Ville, salle des Exemples",
                agenda=(
                    ItemTold(
                        title="Les permanences dans les six mairies",
                        minutes=45,
                        said="La demande reste forte dans toutes les mairies.",
                        decisions=("Les six permanences sont maintenues en 2027.",),
                    ),
                    ItemTold(title="Le guide du numérique", minutes=30, said="Trente lieux y figurent."),
                ),
            ),
        ),
    ),
    BodyTold(
        name="Rendez-vous trimestriels du numérique associatif",
        kind="group",
        partner="cdos",
        rhythm=(4, 4),
        since=date(2024, 9, 2),
        description="Le comité olympique, point d’appui au numérique associatif, et la Ville d’Annecy.",
    ),
)


def _cycle(rank: int, on: date, guest: str, invited: str, *, came: int = 0, capacity: int = 20) -> EventTold:
    """One of the four workshops for those who help with online steps, each with an invited body."""
    return EventTold(
        title=f"Démarches en ligne, atelier {rank}\u00a0: {guest}",
        kind="training",
        partner="ville",
        begins=(on, time(9, 30)),
        ends=(on, time(12, 0)),
        summary=f"Un organisme invité, {invited}, pour remettre des liens humains sur le sujet des démarches en ligne.",
        venue=_HALL,
        address="1 place des Spécimens",
        commune="74010",
        place="mairie-seynod",
        themes=(STEPS,),
        audience="helpers",
        entrance="registration",
        capacity=capacity,
        series="Montée en compétences, aide aux démarches",
        registered=came,
        announced=on - timedelta(days=80),
        report=f"Atelier tenu avec {invited}.",
    )


_EVENTS = (
    *FESTIVALS,
    _cycle(1, date(2024, 2, 8), "l’Assurance maladie", "la CPAM"),
    _cycle(2, date(2024, 5, 16), "les impôts", "la direction des finances publiques"),
    _cycle(3, date(2024, 9, 19), "les titres d’identité", "la préfecture"),
    _cycle(4, date(2024, 11, 21), "la retraite", "la CARSAT"),
    _cycle(1, date(2027, 2, 4), "l’Assurance maladie", "la CPAM", came=14, capacity=20),
    EventTold(
        title="NuméricA Pro",
        kind="meeting",
        partner="ville",
        begins=(date(2025, 10, 9), time(9, 0)),
        ends=(date(2025, 10, 9), time(17, 0)),
        summary="35 professionnels du numérique définissent des actions communes.",
        venue="Salle des Modèles",
        commune="74010",
        themes=(CULTURE,),
        audience="helpers",
        report="35 professionnels ont défini des actions de médiation communes.",
        figures={"visitors": 35},
        announced=date(2025, 9, 1),
    ),
    EventTold(
        title="Mes photos, de mon téléphone à l’album",
        kind="workshop",
        partner="mediatheque-annecy",
        begins=(date(2026, 12, 2), time(14, 30)),
        ends=(date(2026, 12, 2), time(16, 30)),
        summary="Ranger, retoucher et partager ses photos. Venez avec votre téléphone et son câble.",
        place="mediatheque-bonlieu",
        commune="74010",
        themes=(LEISURE, BASICS),
        entrance="registration",
        capacity=8,
        registered=8,
        waiting=2,
        announced=date(2026, 11, 2),
    ),
    EventTold(
        title="Éviter les arnaques en ligne",
        kind="workshop",
        partner="mairie-meythet",
        begins=(date(2026, 12, 9), time(14, 0)),
        ends=(date(2026, 12, 9), time(16, 0)),
        summary="Reconnaître un faux message, protéger son compte, savoir à qui le dire.",
        place="mairie-meythet",
        commune="74010",
        themes=(SAFE,),
        entrance="registration",
        capacity=12,
        registered=5,
        announced=date(2026, 11, 9),
    ),
    EventTold(
        title="Café numérique de Cran-Gevrier",
        kind="workshop",
        partner="mairie-cran-gevrier",
        begins=(date(2026, 12, 16), time(10, 0)),
        ends=(date(2026, 12, 16), time(12, 0)),
        summary="Une question, un café\u00a0: venez comme vous êtes.",
        place="mairie-cran-gevrier",
        commune="74010",
        themes=(BASICS,),
        announced=date(2026, 11, 18),
    ),
)

LIFE = NetworkLife(
    bodies=_BODIES,
    places=PLACES,
    series=(
        ("NuméricA", "Le festival annuel du numérique pour tous."),
        (
            "Montée en compétences, aide aux démarches",
            "Quatre ateliers par an, un organisme invité à chacun.",
        ),
    ),
    events=_EVENTS,
    subscribers=64,
    issues=(
        IssueTold(
            title="La rentrée de la MedNum",
            introduction="Les permanences reprennent dans les six mairies, le guide compte de nouveaux lieux.",
            start=date(2026, 7, 1),
            end=date(2026, 10, 1),
            sent=date(2026, 10, 6),
            items=(
                (
                    "Dans les mairies",
                    "Une permanence par semaine dans chaque mairie déléguée",
                    "Sans rendez-vous, avec vos papiers et votre téléphone.",
                ),
            ),
        ),
    ),
    profiles=(
        ProfileTold(
            partner="ville",
            summary="Coordonne le réseau, tient les permanences d’aide aux démarches en ligne.",
            services=(STEPS, BASICS, CULTURE),
            epcis=("200066793",),
        ),
        ProfileTold(
            partner="mediatheque-annecy",
            summary="Accès aux ordinateurs, ateliers de création et de découverte.",
            services=(LEISURE, CULTURE, BASICS),
            epcis=("200066793",),
        ),
        ProfileTold(
            partner="cdos", summary="Point d’appui au numérique des associations.", services=(BASICS, CULTURE)
        ),
        ProfileTold(
            partner="cpam", summary="Accompagne vers les démarches de l’Assurance maladie.", services=(STEPS,)
        ),
    ),
    site={
        "welcome": (
            "Un annuaire de lieux, un agenda, un festival\u00a0: tout ce qui existe près de chez vous pour se sentir à "
            "l’aise avec le numérique."
        ),
        "publisher": "Ville d’Annecy",
        "publication_director": "La direction des usages numériques",
        "hosting": "Hébergeur inventé pour la démonstration\n1 rue des Exemples, 75000 Paris\n01 99 00 74 74",
        "data_controller": "Ville d’Annecy",
        "dpo_contact": "donnees@haute-savoie.example",
        "accessibility_contact": "accessibilite@haute-savoie.example",
    },
)
