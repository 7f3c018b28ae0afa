"""What goes on in Déclic 47: three steering committees, a technical one, webinars, a forum, the Petit Journal."""

from datetime import date, time

from inclusion.demo.life_shapes import (
    BodyTold,
    HubDayTold,
    HubYear,
    IssueTold,
    ItemTold,
    MeetingTold,
    NetworkLife,
    ProfileTold,
    SeatTold,
    TaskTold,
)
from inclusion.demo.lot_et_garonne_agenda import EVENTS, RIGHTS, THURSDAYS
from inclusion.demo.lot_et_garonne_places import PLACES
from inclusion.demo.places_written import BASICS, CULTURE, FAMILY, SAFE, STEPS

_FUNDERS = "Comité des financeurs de Déclic 47"
_TECHNICAL = "COTECH Déclic 47"
_HALL = "Hôtel du Département, salle des Exemples"

_CORE = (
    SeatTold(
        partner="departement",
        name="Camille Exemple",
        job_title="Coordination",
        kind="secretary",
        account="coordinator",
    ),
    SeatTold(
        partner="prefecture", name="Paul Fictif", job_title="Suivi de la feuille de route", account="reader"
    ),
)
_OPERATORS = (
    SeatTold(partner="caf", name="Olivier Exemple", job_title="Partenariats", account="operator"),
    SeatTold(partner="cpam", name="Odile Maquette", job_title="Direction"),
    SeatTold(partner="msa", name="Gaëlle Témoin", job_title="Action sociale"),
    SeatTold(partner="carsat", name="Jean-Luc Modèle", job_title="Prévention"),
    SeatTold(partner="france-travail", name="Wafa Spécimen", job_title="Partenariats"),
    SeatTold(partner="orange", name="Éric Essai", job_title="Délégation régionale"),
    SeatTold(partner="la-poste", name="Nicole Témoin", job_title="Délégation territoriale"),
)

_BODIES = (
    BodyTold(
        name=_FUNDERS,
        kind="copil",
        partner="departement",
        rhythm=(1, 2),
        since=date(2024, 11, 4),
        description="Le COPIL des opérateurs de services publics\u00a0: actif depuis le début du fonds.",
        seats=(*_CORE, *_OPERATORS),
        meetings=(
            MeetingTold(
                title="COPIL des opérateurs, programme 2026",
                on=date(2026, 3, 26),
                begins=time(14, 0),
                ends=time(16, 30),
                venue=_HALL,
                absent=1,
                remote=2,
                agenda=(
                    ItemTold(
                        title="Ce que le fonds a permis en 2025",
                        minutes=45,
                        said="Les relevés de chaque opérateur sont présentés.",
                    ),
                    ItemTold(
                        title="Programme de l’année",
                        minutes=60,
                        said="Les opérateurs souhaitent que les webinaires continuent.",
                        decisions=(
                            "Les Jeudis de l’inclusion numérique sont reconduits, un par mois.",
                            "Un deuxième forum est étudié pour 2027.",
                        ),
                        tasks=(
                            TaskTold(
                                title="Proposer un intervenant CAF pour le Jeudi de décembre",
                                partner="caf",
                                account="operator",
                                due=date(2026, 11, 30),
                                action="Jeudis de l’inclusion numérique",
                            ),
                            TaskTold(
                                title="Chiffrer un deuxième forum",
                                partner="departement",
                                account="coordinator",
                                due=date(2026, 10, 30),
                                action="Forum de l’inclusion numérique",
                            ),
                        ),
                    ),
                ),
                summary="Relevé écrit pour la démonstration.",
            ),
            MeetingTold(
                title="COPIL des opérateurs, bilan et perspectives",
                on=date(2026, 12, 15),
                begins=time(14, 0),
                ends=time(16, 30),
                venue=_HALL,
                video="https://visio.example/declic-47",
                agenda=(
                    ItemTold(title="Bilan du fonds en 2026", minutes=45),
                    ItemTold(title="Abondements 2027", minutes=45),
                    ItemTold(title="Pass numérique\u00a0: suites", minutes=30),
                ),
                until="convened",
            ),
        ),
        points=(("Partager la liste des usagers en attente d’équipement", "caf", date(2026, 11, 10)),),
    ),
    BodyTold(
        name="COPIL des structures employeuses de conseillers numériques",
        kind="copil",
        partner="departement",
        rhythm=(1, 2),
        since=date(2023, 6, 5),
        description="Existant, à renforcer dans le cadre de la feuille de route France Numérique Ensemble.",
        seats=_CORE,
        meetings=(
            MeetingTold(
                title="COPIL des structures employeuses",
                on=date(2025, 11, 6),
                begins=time(10, 0),
                ends=time(12, 0),
                venue=_HALL,
                agenda=(
                    ItemTold(
                        title="Le reste à charge des collectivités",
                        minutes=60,
                        said="Il s’accroît\u00a0: la stabilité des dispositifs nationaux est demandée.",
                        decisions=("Un point sur les postes est envoyé à chaque employeur.",),
                    ),
                ),
            ),
        ),
    ),
    BodyTold(
        name="COPIL des intercommunalités",
        kind="copil",
        partner="departement",
        rhythm=(1, 2),
        since=date(2024, 9, 9),
        description="Créé dans le cadre de la feuille de route France Numérique Ensemble.",
        seats=(
            *_CORE,
            SeatTold(
                partner="epci-200030674", name="Inès Témoin", job_title="Référence", account="epci-referent"
            ),
        ),
        meetings=(
            MeetingTold(
                title="COPIL des intercommunalités, feuilles de route locales",
                on=date(2026, 5, 21),
                begins=time(9, 30),
                ends=time(11, 30),
                venue=_HALL,
                agenda=(
                    ItemTold(
                        title="Feuilles de route locales",
                        minutes=60,
                        said="Val de Garonne prépare la sienne.",
                        decisions=("Le Département accompagne deux intercommunalités en 2026.",),
                    ),
                ),
            ),
        ),
    ),
    BodyTold(
        name=_TECHNICAL,
        kind="cotech",
        partner="departement",
        rhythm=(3, 6),
        since=date(2019, 6, 17),
        description="Prépare les comités de pilotage, suit les actions.",
        seats=(
            *_CORE,
            *_OPERATORS[:5],
            SeatTold(
                partner="hubikoop", name="Maud Maquette", job_title="Développement territorial", account="hub"
            ),
            SeatTold(
                partner="cms-marmande", name="Samira Modèle", job_title="Service social", account="prescriber"
            ),
            SeatTold(
                partner="cyber-base-marmande",
                name="Théo Spécimen",
                job_title="Médiation",
                account="training-place",
            ),
        ),
        meetings=tuple(
            MeetingTold(
                title=f"COTECH, {theme}",
                on=on,
                begins=time(9, 30),
                ends=time(11, 30),
                venue=_HALL,
                absent=absent,
                agenda=(
                    ItemTold(title="Suivi des actions", minutes=45, said="Action par action."),
                    ItemTold(title=theme.capitalize(), minutes=60, said=said, decisions=(decision,)),
                ),
                summary="Relevé écrit pour la démonstration.",
            )
            for theme, on, absent, said, decision in (
                (
                    "pass numérique",
                    date(2026, 1, 15),
                    2,
                    "Les lieux demandent des passages plus simples.",
                    "Les lieux reçoivent un guide d’une page.",
                ),
                (
                    "reconditionnement",
                    date(2026, 4, 9),
                    3,
                    "La filière locale tourne.",
                    "Un appel aux dons part en mai.",
                ),
                (
                    "webinaires",
                    date(2026, 6, 18),
                    1,
                    "Les inscrits viennent surtout des centres sociaux.",
                    "Les Jeudis gardent le créneau de 14\u00a0h.",
                ),
            )
        ),
        points=(
            ("Former les agents d’accueil à l’envoi d’un pass", "cms-marmande", date(2026, 10, 20)),
            ("Une fiche commune pour les opérateurs", "cpam", date(2026, 11, 3)),
        ),
    ),
)

LIFE = NetworkLife(
    bodies=_BODIES,
    hub=(
        HubYear(
            partner="hubikoop",
            year=2026,
            days=(
                HubDayTold(on=date(2026, 1, 15), half_days=1, use="governance", title="COTECH de janvier"),
                HubDayTold(on=date(2026, 4, 9), half_days=1, use="governance", title="COTECH d’avril"),
                HubDayTold(
                    on=date(2026, 5, 5),
                    half_days=6,
                    use="state_of_play",
                    title="État des lieux des permanences",
                ),
                HubDayTold(
                    on=date(2026, 6, 23),
                    half_days=4,
                    use="workshops",
                    title="Ateliers avec les intercommunalités",
                ),
                HubDayTold(
                    on=date(2026, 12, 3),
                    half_days=2,
                    use="workshops",
                    title="Atelier de préparation du forum",
                    done=False,
                ),
            ),
        ),
    ),
    places=PLACES,
    series=(
        (THURSDAYS, "Chaque mois, une heure en ligne pour les aidants et les professionnels."),
        (RIGHTS, "Des ateliers pour faire ses démarches soi-même, dans un lieu près de chez vous."),
    ),
    events=EVENTS,
    subscribers=118,
    issues=(
        IssueTold(
            title="Le Petit Journal de l’inclusion numérique, printemps",
            introduction="Les Jeudis reprennent, une filière de reconditionnement s’installe.",
            start=date(2026, 1, 1),
            end=date(2026, 4, 1),
            sent=date(2026, 4, 7),
            items=(
                (
                    "Le fonds",
                    "Ce que vos abondements ont permis",
                    "Webinaires, pass numériques, équipement des familles\u00a0: chaque opérateur a reçu son relevé.",
                ),
            ),
        ),
        IssueTold(
            title="Le Petit Journal de l’inclusion numérique, rentrée",
            introduction="Ce qui a été décidé avant l’été, et ce qui vous attend jusqu’à Noël.",
            start=date(2026, 4, 1),
            end=date(2026, 10, 1),
            sent=date(2026, 10, 8),
        ),
        IssueTold(
            title="Le Petit Journal de l’inclusion numérique, fin d’année",
            introduction="Un brouillon\u00a0: relisez, ajoutez, envoyez.",
            start=date(2026, 10, 1),
            end=date(2026, 11, 24),
        ),
    ),
    profiles=(
        ProfileTold(
            partner="cyber-base-marmande",
            summary="Ateliers et accompagnement individuel, accepte les pass numériques.",
            services=(BASICS, STEPS, SAFE),
            publics=("Seniors",),
            epcis=("200030674",),
        ),
        ProfileTold(
            partner="caf",
            summary="Accompagne ses allocataires vers leurs droits en ligne.",
            services=(STEPS, FAMILY),
        ),
        ProfileTold(
            partner="hubikoop",
            summary="Appuie les réseaux de la région, vingt jours par an.",
            services=(CULTURE,),
        ),
        ProfileTold(
            partner="cms-marmande",
            summary="Service social\u00a0: propose les pass numériques.",
            services=(STEPS,),
            epcis=("200030674",),
        ),
    ),
    site={
        "welcome": "Ensemble, nous aidons chacun à se servir du numérique, dans un lieu près de chez soi.",
        "publisher": "Conseil départemental de Lot-et-Garonne",
        "publication_director": "La présidence du Conseil départemental",
        "hosting": "Hébergeur inventé pour la démonstration\n1 rue des Exemples, 75000 Paris\n01 99 00 47 47",
        "data_controller": "Conseil départemental de Lot-et-Garonne",
        "dpo_contact": "donnees@lot-et-garonne.example",
        "accessibility_contact": "accessibilite@lot-et-garonne.example",
        "accessibility_rate": 72,
        "accessibility_audit": "une relecture interne, pour la démonstration",
        "accessibility_on": date(2026, 6, 30),
    },
)
