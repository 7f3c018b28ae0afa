"""The agenda of Déclic 47: a webinar each month, workshops in the places, the forum of 1 400 participants."""

from datetime import date, time, timedelta

from inclusion.demo.life_shapes import EventTold
from inclusion.demo.places_written import BASICS, CULTURE, DEVICES, FAMILY, SAFE, STEPS

THURSDAYS = "Les Jeudis de l’inclusion numérique"
RIGHTS = "Mes droits depuis chez moi"


def _thursday(on: date, theme: str, themes: tuple[str, ...], *, registered: int) -> EventTold:
    return EventTold(
        title=f"Jeudi de l’inclusion\u00a0: {theme}",
        kind="webinar",
        partner="departement",
        begins=(on, time(14, 0)),
        ends=(on, time(15, 0)),
        summary="Une heure en ligne, un sujet, vos questions. Pour les aidants et les professionnels.",
        video="https://visio.example/jeudis-47",
        themes=themes,
        audience="helpers",
        entrance="registration",
        capacity=100,
        series=THURSDAYS,
        registered=registered,
        announced=on - timedelta(days=80),
        action="Jeudis de l’inclusion numérique",
    )


def _rights(on: date, place: str, partner: str, *, registered: int) -> EventTold:
    return EventTold(
        title=f"{RIGHTS}\u00a0: mes comptes, mes démarches",
        kind="workshop",
        partner=partner,
        begins=(on, time(9, 30)),
        ends=(on, time(11, 30)),
        summary="Ouvrir son compte, trouver une attestation, écrire à sa caisse. Dix personnes au plus.",
        place=place,
        themes=(STEPS, BASICS),
        entrance="registration",
        capacity=10,
        series=RIGHTS,
        registered=registered,
        announced=on - timedelta(days=80),
        action=RIGHTS,
    )


EVENTS = (
    _thursday(date(2026, 3, 19), "accompagner sans faire à la place", (STEPS,), registered=41),
    _thursday(date(2026, 5, 21), "les arnaques du moment", (SAFE,), registered=63),
    _thursday(date(2026, 10, 15), "l’espace santé", (STEPS,), registered=38),
    _thursday(date(2026, 12, 17), "parents et suivi de la scolarité", (FAMILY,), registered=22),
    _thursday(date(2027, 1, 21), "l’intelligence artificielle au guichet", (CULTURE,), registered=6),
    _rights(date(2026, 9, 29), "cyber-base-marmande", "cyber-base-marmande", registered=9),
    _rights(date(2026, 12, 8), "mediatheque-agen", "mediatheque-agen", registered=10),
    _rights(date(2027, 1, 12), "espace-numerique-nerac", "espace-numerique-nerac", registered=3),
    EventTold(
        title="Forum de l’inclusion numérique",
        kind="forum",
        partner="departement",
        begins=(date(2026, 3, 12), time(9, 0)),
        ends=(date(2026, 3, 12), time(17, 0)),
        summary="Une journée, tous les acteurs, 1\u00a0400 participants.",
        description="Jour et lieu supposés pour la démonstration\u00a0; le nombre de participants a été dit.",
        venue="Parc des Exemples",
        commune="47001",
        themes=(STEPS, BASICS, CULTURE),
        report="1\u00a0400 participants.",
        figures={"visitors": 1400},
        announced=date(2025, 12, 1),
        action="Forum de l’inclusion numérique",
    ),
    EventTold(
        title="Collecte d’ordinateurs",
        kind="other",
        partner="departement",
        begins=(date(2026, 11, 14), time(9, 0)),
        ends=(date(2026, 11, 14), time(13, 0)),
        summary="Apportez un ordinateur qui ne sert plus\u00a0: il sera remis en état pour une famille.",
        place="centre-social-tonneins",
        themes=(DEVICES,),
        announced=date(2026, 10, 12),
        cancelled="La salle n’est plus libre\u00a0: une autre date sera proposée.",
    ),
)
