"""The passes of Déclic 47: one programme, and the booklets that were sent before the demonstration begins."""

from datetime import date

from inclusion.demo.lot_et_garonne_fund import PASS_ACTION
from inclusion.demo.shapes import Booklet, Mailing, PassProgramme, Refused, Rhythm, Use, euros

PROGRAMME = PassProgramme(
    name="Pass numérique",
    action=PASS_ACTION,
    face_value=euros(10),
    booklet_size=10,
    validity_months=12,
    yearly_limit=1,
    opened_on=date(2025, 2, 3),
)

_CYBER, _AGEN, _VILLENEUVE = "cyber-base-marmande", "mediatheque-agen", "mediatheque-villeneuve"
_NERAC, _TONNEINS = "espace-numerique-nerac", "centre-social-tonneins"

_FIRST_STEPS = "Premiers pas sur l’ordinateur"
_PHONE = "Atelier smartphone"
_FORMALITIES = "Mes démarches en ligne"


def _used(place: str, session: str, *days: tuple[date, int]) -> tuple[Use, ...]:
    return tuple(Use(place=place, on=on, session=session, count=count) for on, count in days)


#: (person, prescriber, day). Jeanne Exemple had one in 2025 and may have one more in 2026.
BOOKLETS = (
    Booklet(
        beneficiary="jeanne-exemple-1958",
        prescriber="cms-marmande",
        on=date(2025, 3, 3),
        uses=_used(
            _CYBER,
            _FIRST_STEPS,
            (date(2025, 3, 18), 2),
            (date(2025, 4, 8), 2),
            (date(2025, 5, 13), 3),
            (date(2025, 6, 10), 3),
        ),
    ),
    Booklet(
        beneficiary="robert-modèle-1949",
        prescriber="cms-marmande",
        on=date(2025, 3, 17),
        uses=_used(_CYBER, _FIRST_STEPS, (date(2025, 4, 8), 2), (date(2025, 5, 13), 2)),
    ),
    Booklet(
        beneficiary="yvette-spécimen-1944",
        prescriber="cms-marmande",
        on=date(2025, 4, 2),
        returned_on=date(2025, 5, 19),
        withdrawn_on=date(2025, 5, 20),
        because="Lettre revenue : la personne n’habite plus à cette adresse",
    ),
    Booklet(
        beneficiary="lucien-fictif-1939",
        prescriber="cms-marmande",
        on=date(2025, 6, 11),
        uses=(
            *_used(_TONNEINS, _PHONE, (date(2025, 7, 3), 1), (date(2025, 9, 18), 2)),
            *_used(_NERAC, _PHONE, (date(2025, 10, 7), 1)),
        ),
    ),
    Booklet(
        beneficiary="fatou-exemple-1983",
        prescriber="ccas-marmande",
        on=date(2025, 5, 20),
        uses=_used(
            _CYBER, _FORMALITIES, (date(2025, 6, 10), 3), (date(2025, 9, 16), 3), (date(2025, 10, 14), 4)
        ),
    ),
    Booklet(
        beneficiary="jean-pierre-modèle-1955",
        prescriber="cms-agen",
        on=date(2025, 9, 9),
        uses=(
            *_used(_AGEN, _PHONE, (date(2025, 10, 2), 2), (date(2025, 11, 13), 2)),
            Use(
                place=_AGEN,
                on=date(2025, 12, 11),
                session=_PHONE,
                taken_back_on=date(2025, 12, 12),
                because="Pass d’une autre personne, scanné par erreur",
            ),
        ),
    ),
    Booklet(
        beneficiary="huguette-exemple-1941",
        prescriber="cms-agen",
        on=date(2025, 10, 7),
        uses=_used(_AGEN, _FIRST_STEPS, (date(2025, 11, 13), 2), (date(2026, 1, 15), 3)),
    ),
    Booklet(
        beneficiary="ginette-modèle-1946",
        prescriber="cms-villeneuve",
        on=date(2025, 10, 21),
        uses=(
            *_used(_VILLENEUVE, _FORMALITIES, (date(2025, 11, 18), 2)),
            Use(
                place=_VILLENEUVE,
                on=date(2026, 2, 17),
                session=_FORMALITIES,
                taken_back_on=date(2026, 4, 14),
                because="La séance avait été annulée",
            ),
        ),
    ),
    Booklet(
        beneficiary="marcelle-exemple-1943",
        prescriber="france-services-nerac",
        on=date(2025, 11, 13),
        uses=_used(_NERAC, _FIRST_STEPS, (date(2025, 12, 2), 2), (date(2026, 1, 13), 1)),
    ),
    Booklet(
        beneficiary="robert-modèle-1949",
        prescriber="cms-marmande",
        on=date(2026, 4, 8),
        uses=_used(_CYBER, _PHONE, (date(2026, 5, 12), 2), (date(2026, 6, 9), 2), (date(2026, 10, 13), 1)),
    ),
    Booklet(
        beneficiary="sandrine-témoin-1976",
        prescriber="cms-marmande",
        on=date(2026, 2, 5),
        uses=_used(_CYBER, _FORMALITIES, (date(2026, 3, 10), 2), (date(2026, 11, 10), 3)),
    ),
    Booklet(
        beneficiary="gérard-essai-1961",
        prescriber="cms-marmande",
        on=date(2026, 3, 26),
        uses=_used(_CYBER, _PHONE, (date(2026, 4, 14), 2)),
        withdrawn_on=date(2026, 5, 4),
        because="Carnet perdu",
    ),
    Booklet(
        beneficiary="monique-exemple-1952",
        prescriber="cms-marmande",
        on=date(2026, 9, 17),
        uses=_used(_CYBER, _PHONE, (date(2026, 10, 13), 2), (date(2026, 11, 10), 2)),
    ),
    Booklet(
        beneficiary="andré-spécimen-1947",
        prescriber="ccas-marmande",
        on=date(2026, 5, 19),
        reminded_on=date(2026, 9, 8),
    ),
    Booklet(
        beneficiary="corinne-essai-1969",
        prescriber="cms-agen",
        on=date(2026, 6, 9),
        uses=_used(
            _AGEN, _FORMALITIES, (date(2026, 7, 2), 2), (date(2026, 9, 10), 2), (date(2026, 10, 15), 2)
        ),
    ),
    Booklet(
        beneficiary="philippe-maquette-1964",
        prescriber="cms-agen",
        on=date(2026, 9, 22),
        uses=_used(_AGEN, _FORMALITIES, (date(2026, 10, 15), 2), (date(2026, 11, 12), 1)),
    ),
    Booklet(beneficiary="odette-fictif-1936", prescriber="ccas-agen", on=date(2026, 10, 13)),
    Booklet(
        beneficiary="rachid-maquette-1982",
        prescriber="cms-villeneuve",
        on=date(2026, 6, 25),
        uses=_used(
            _VILLENEUVE, _FORMALITIES, (date(2026, 7, 7), 2), (date(2026, 9, 22), 2), (date(2026, 11, 3), 2)
        ),
    ),
    Booklet(beneficiary="colette-témoin-1950", prescriber="cms-villeneuve", on=date(2026, 10, 20)),
    Booklet(beneficiary="denise-spécimen-1948", prescriber="france-services-fumel", on=date(2026, 7, 7)),
    Booklet(beneficiary="marcelle-exemple-1943", prescriber="france-services-nerac", on=date(2026, 11, 5)),
    # The CMS of Marmande sent her one in February: each sees its own files alone, the coordinator is told.
    Booklet(beneficiary="sandrine-témoin-none", prescriber="ccas-marmande", on=date(2026, 11, 9)),
    Booklet(beneficiary="étienne-essai-1972", prescriber="france-services-nerac", on=date(2026, 11, 17)),
    Booklet(
        beneficiary="bernard-exemple-1957", prescriber="cms-villeneuve", on=date(2026, 11, 18), channel="hand"
    ),
)

#: Philippe had his in September: the trial sets him aside.
MAILINGS = (
    Mailing(
        prescriber="cms-agen",
        on=date(2026, 11, 19),
        beneficiaries=(
            "jean-pierre-modèle-1955",
            "huguette-exemple-1941",
            "mehdi-témoin-1991",
            "nora-spécimen-1988",
            "philippe-maquette-1964",
        ),
    ),
)
REFUSED = (Refused(place=_CYBER, beneficiary="monique-exemple-1952", on=date(2026, 11, 17), session=_PHONE),)

#: The espace numérique of Nérac has not asked for anything yet: what it is owed is running out of time.
RHYTHMS = (
    Rhythm(place=_CYBER, asks_after=3, validated_after=10, paid_after=20),
    Rhythm(place=_AGEN, asks_after=12, validated_after=28, paid_after=45),
    Rhythm(place=_VILLENEUVE, asks_after=5, validated_after=15, paid_after=30),
    Rhythm(place=_TONNEINS, asks_after=20, validated_after=40, paid_after=60),
)
