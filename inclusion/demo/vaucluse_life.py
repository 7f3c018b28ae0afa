"""What goes on in Vaucluse: a wide governance, twenty days of the Hub du Sud each year, a guide written with the EPCI.

Told publicly: the twenty days and their three uses, the members of the governance. Meetings, days and places were
written for the demonstration.
"""

from datetime import date, time

from inclusion.demo.life_shapes import (
    BodyTold,
    EventTold,
    HubDayTold,
    HubYear,
    ItemTold,
    MeetingTold,
    NetworkLife,
    ProfileTold,
    SeatTold,
    TaskTold,
)
from inclusion.demo.places_written import ACCESS, BASICS, CULTURE, STEPS
from inclusion.demo.vaucluse_places import PLACES

_STEERING = "Comité de pilotage de l’inclusion numérique en Vaucluse"
_HUB = "Lucie Spécimen"

_SEATS = (
    SeatTold(
        partner="departement",
        name="Magali Exemple",
        job_title="Coordination",
        kind="secretary",
        account="coordinator",
    ),
    SeatTold(partner="prefecture", name="Gilles Modèle", job_title="Suivi", kind="chair", account="reader"),
    SeatTold(partner="hub-du-sud", name=_HUB, job_title="Développement territorial", account="hub"),
    SeatTold(partner="caf", name="Sébastien Spécimen", job_title="Partenariats", account="operator"),
    SeatTold(
        partner="epci-200040442", name="Vincent Maquette", job_title="Référence", account="epci-referent"
    ),
    *(
        SeatTold(partner=partner, name=name, job_title="Référence inclusion numérique")
        for partner, name in (
            ("epci-248400053", "Agathe Témoin"),
            ("epci-248400251", "Rachid Essai"),
            ("epci-200040624", "Sylvain Fictif"),
            ("epci-248400236", "Coralie Échantillon"),
            ("epci-200000628", "Denis Modèle"),
            ("cpam", "Valérie Exemple"),
            ("msa", "Luc Maquette"),
            ("france-travail", "Habiba Témoin"),
            ("france-services", "Émilie Spécimen"),
            ("coordonnateur", "Jonas Fictif"),
        )
    ),
)


def _steering(
    title: str, on: date, said: str, decision: str, *, absent: int, task: TaskTold | None = None
) -> MeetingTold:
    return MeetingTold(
        title=title,
        on=on,
        begins=time(9, 30),
        ends=time(12, 0),
        venue="Hôtel du Département, salle des Modèles",
        absent=absent,
        agenda=(
            ItemTold(title="Où en sont les feuilles de route des intercommunalités", minutes=60, said=said),
            ItemTold(title="Décisions", minutes=45, decisions=(decision,), tasks=(task,) if task else ()),
        ),
        summary="Relevé écrit pour la démonstration.",
    )


_BODIES = (
    BodyTold(
        name=_STEERING,
        kind="copil",
        partner="departement",
        rhythm=(1, 2),
        since=date(2024, 6, 3),
        seats=_SEATS,
        meetings=(
            _steering(
                "Comité de pilotage, lancement des feuilles de route locales",
                date(2025, 6, 12),
                "Luberon Monts de Vaucluse a commencé la première.",
                "Une feuille de route locale reprend au moins deux axes de la feuille de route départementale.",
                absent=4,
            ),
            _steering(
                "Comité de pilotage, parcours numérique usager",
                date(2026, 6, 9),
                "Chacune dit ses deux axes repris.",
                "Le parcours numérique usager est essayé dans deux intercommunalités.",
                absent=3,
                task=TaskTold(
                    title="Proposer deux intercommunalités pour l’essai",
                    partner="epci-200040442",
                    account="epci-referent",
                    due=date(2026, 12, 4),
                    action="Construire un «\u00a0Parcours numérique usager\u00a0»",
                ),
            ),
        ),
        points=(("Associer les mairies au diagnostic de la filière", "epci-248400053", date(2026, 10, 29)),),
    ),
    BodyTold(
        name="Groupe de travail Parcours numérique usager",
        kind="group",
        partner="coordonnateur",
        rhythm=(3, 6),
        since=date(2025, 3, 3),
        description="Animé avec le Hub du Sud.",
        seats=_SEATS[:8],
        meetings=(
            MeetingTold(
                title="Atelier, les étapes du parcours",
                on=date(2026, 10, 6),
                begins=time(9, 0),
                ends=time(12, 30),
                venue="Médiathèque de Cavaillon",
                absent=1,
                remote=1,
                agenda=(
                    ItemTold(
                        title="Les étapes, vues par une personne accompagnée",
                        minutes=120,
                        said="Cinq étapes sont décrites, de l’accueil à l’autonomie.",
                        decisions=("Une fiche par étape est écrite d’ici janvier.",),
                    ),
                ),
            ),
            MeetingTold(
                title="Atelier, les fiches du parcours",
                on=date(2027, 1, 14),
                begins=time(9, 0),
                ends=time(12, 30),
                venue="Médiathèque de Cavaillon",
                until="planned",
            ),
        ),
    ),
)


def _day(on: date, half_days: int, use: str, title: str, *, done: bool = True, note: str = "") -> HubDayTold:
    return HubDayTold(on=on, half_days=half_days, use=use, title=title, who=_HUB, done=done, note=note)


_HUB_YEARS = (
    HubYear(
        partner="hub-du-sud",
        year=2025,
        days=(
            _day(date(2025, 2, 6), 6, "state_of_play", "État des lieux des lieux de médiation"),
            _day(date(2025, 3, 20), 4, "workshops", "Atelier départemental, besoins des usagers"),
            _day(date(2025, 6, 12), 2, "governance", "Comité de pilotage de juin"),
            _day(date(2025, 9, 18), 8, "workshops", "Quatre ateliers avec les intercommunalités"),
            _day(date(2025, 10, 9), 8, "state_of_play", "Diagnostic de la filière de reconditionnement"),
            _day(date(2025, 11, 20), 8, "workshops", "Groupes de travail sur le parcours usager"),
            _day(date(2025, 12, 4), 4, "governance", "Préparation du comité de fin d’année"),
        ),
    ),
    HubYear(
        partner="hub-du-sud",
        year=2026,
        days=(
            _day(date(2026, 1, 29), 4, "workshops", "Atelier Luberon Monts de Vaucluse"),
            _day(date(2026, 3, 12), 6, "state_of_play", "État des lieux des permanences, Ventoux"),
            _day(date(2026, 4, 2), 3, "workshops", "Groupe de travail, communication commune"),
            _day(
                date(2026, 6, 9),
                2,
                "governance",
                "Comité de pilotage de juin",
                note="Animation des échanges.",
            ),
            _day(date(2026, 9, 17), 5, "workshops", "Ateliers Pays d’Apt-Luberon"),
            _day(date(2026, 10, 6), 3, "workshops", "Atelier, les étapes du parcours"),
            _day(date(2026, 11, 5), 4, "state_of_play", "Coréalisation de l’état des lieux départemental"),
            _day(date(2026, 12, 10), 3, "governance", "Comité de pilotage de fin d’année", done=False),
            _day(date(2026, 12, 17), 4, "workshops", "Atelier, rédaction des fiches du parcours", done=False),
        ),
    ),
)

_EVENTS = (
    EventTold(
        title="Atelier\u00a0: mes démarches de retraite",
        kind="workshop",
        partner="mediatheque-cavaillon",
        begins=(date(2026, 12, 3), time(14, 0)),
        ends=(date(2026, 12, 3), time(16, 0)),
        summary="Retrouver son relevé de carrière, préparer ses papiers. Huit personnes.",
        place="mediatheque-cavaillon",
        commune="84035",
        themes=(STEPS,),
        entrance="registration",
        capacity=8,
        registered=6,
        announced=date(2026, 11, 2),
    ),
    EventTold(
        title="Rencontre des aidants numériques du Luberon",
        kind="meeting",
        partner="epci-200040442",
        begins=(date(2027, 1, 28), time(9, 0)),
        ends=(date(2027, 1, 28), time(12, 30)),
        summary="Se connaître, partager ce qui marche, découvrir le parcours numérique usager.",
        venue="Salle des Exemples",
        commune="84035",
        themes=(CULTURE,),
        audience="helpers",
        entrance="registration",
        capacity=40,
        registered=11,
        announced=date(2026, 11, 16),
    ),
)

LIFE = NetworkLife(
    bodies=_BODIES,
    hub=_HUB_YEARS,
    places=PLACES,
    events=_EVENTS,
    subscribers=31,
    profiles=(
        ProfileTold(
            partner="hub-du-sud",
            summary="Vingt jours par an et par département\u00a0: ateliers, gouvernance, états des lieux.",
            services=(CULTURE,),
        ),
        ProfileTold(
            partner="mediatheque-cavaillon",
            summary="Ordinateurs en accès libre, ateliers, permanence.",
            services=(ACCESS, BASICS),
            epcis=("200040442",),
        ),
        ProfileTold(
            partner="epci-200040442",
            summary="Porte la feuille de route locale, coordonne les aidants.",
            services=(CULTURE, STEPS),
            epcis=("200040442",),
        ),
    ),
    site={
        "welcome": "Que personne ne reste seul devant une démarche en ligne.",
        "publisher": "Conseil départemental de Vaucluse",
        "data_controller": "Conseil départemental de Vaucluse",
        "dpo_contact": "donnees@vaucluse.example",
    },
)
