"""Families of Lot-et-Garonne that a device was asked for, invented, with the sessions that they follow in exchange."""

from datetime import date

from equipment.demo.shapes import Family, Session

NAME = "Un ordinateur pour la famille"
PURPOSE = (
    "Donner un ordinateur reconditionné à une famille qui n’en a pas, pour suivre la scolarité des enfants. "
    "En échange, un parent suit trois séances\u00a0: les outils du collège, la messagerie, les démarches."
)
COMMITMENT = (
    "La famille suit trois séances dans les six mois qui suivent la remise. "
    "Elle garde l’appareil, n’a rien à payer et peut revenir à l’atelier s’il tombe en panne."
)
#: What pays for it: the beginning of the name of the action of the fund.
PAYER = "Fonds d’aide à l’équipement"
OPENED_ON = date(2026, 6, 1)

_MARMANDE, _AGEN = "cyber-base-marmande", "mediatheque-agen"
_ROOM, _HALL = "Cyber-base de Marmande", "Médiathèque d’Agen"

SESSIONS = (
    Session(
        title="Pronote et l’ENT du collège", on=date(2026, 6, 24), hour=17, place=_ROOM, trainer=_MARMANDE
    ),
    Session(
        title="Messagerie et pièces jointes", on=date(2026, 7, 1), hour=17, place=_ROOM, trainer=_MARMANDE
    ),
    Session(
        title="Inscriptions et démarches de rentrée",
        on=date(2026, 7, 8),
        hour=17,
        place=_ROOM,
        trainer=_MARMANDE,
    ),
    Session(title="Pronote et l’ENT du collège", on=date(2026, 9, 22), hour=18, place=_HALL, trainer=_AGEN),
    Session(title="Messagerie et pièces jointes", on=date(2026, 9, 29), hour=18, place=_HALL, trainer=_AGEN),
    Session(title="Bourses et cantine en ligne", on=date(2026, 10, 6), hour=18, place=_HALL, trainer=_AGEN),
    Session(
        title="Pronote et l’ENT du collège", on=date(2026, 11, 4), hour=17, place=_ROOM, trainer=_MARMANDE
    ),
    Session(
        title="Messagerie et pièces jointes", on=date(2026, 11, 18), hour=17, place=_ROOM, trainer=_MARMANDE
    ),
)
#: Those to come, in days from today: one that was held yesterday and is not noted yet, and the next ones.
COMING = (
    ("Bourses et cantine en ligne", -1, _ROOM, _MARMANDE),
    ("Pronote et l’ENT du collège", 6, _ROOM, _MARMANDE),
    ("Messagerie et pièces jointes", 13, _ROOM, _MARMANDE),
    ("Pronote et l’ENT du collège", 14, _HALL, _AGEN),
)

#: The days of the commissions that sat.
COMMISSIONS = (date(2026, 6, 11), date(2026, 9, 10), date(2026, 10, 15))
MEMBERS = "La coordination de Déclic 47\nUne principale de collège\nUne conseillère de la CAF\nUn travailleur social"

_FIRST, _SECOND, _THIRD = COMMISSIONS
_ROUND_1 = {0: "present", 1: "present", 2: "present"}
_ROUND_2 = {3: "present", 4: "present", 5: "present"}

FAMILIES = (
    Family(
        first_name="Aminata",
        last_name="Exemple",
        birth_year=1986,
        town="Marmande",
        postal_code="47200",
        by="cms-marmande",
        on=date(2026, 6, 3),
        children=3,
        why="Trois collégiens, un seul téléphone pour tous les devoirs en ligne.",
        decided=_FIRST,
        given=date(2026, 6, 18),
        came=_ROUND_1,
        outcome="Elle suit les trois carnets chaque soir et a repris contact avec les professeurs.",
    ),
    Family(
        first_name="Sonia",
        last_name="Témoin",
        birth_year=1990,
        town="Tonneins",
        postal_code="47400",
        by="cms-marmande",
        on=date(2026, 6, 4),
        children=2,
        why="L’aînée entre en seconde et rédige ses dossiers sur un téléphone.",
        decided=_FIRST,
        given=date(2026, 6, 18),
        came=_ROUND_1,
        outcome="Dossier de bourse déposé seule, en ligne.",
    ),
    Family(
        first_name="Grégory",
        last_name="Fictif",
        birth_year=1979,
        town="Marmande",
        postal_code="47200",
        by="cms-marmande",
        on=date(2026, 6, 5),
        children=1,
        why="Garde alternée\u00a0: l’ordinateur est chez l’autre parent.",
        decided=_FIRST,
        refused="La famille a un ordinateur en état de marche une semaine sur deux\u00a0: orientée vers l’atelier.",
    ),
    Family(
        first_name="Leïla",
        last_name="Modèle",
        birth_year=1984,
        town="Duras",
        postal_code="47120",
        by="cms-marmande",
        on=date(2026, 6, 5),
        children=4,
        why="Quatre enfants scolarisés, aucun appareil.",
        decided=_FIRST,
        given=date(2026, 6, 22),
        came={0: "present", 1: "absent", 2: "excused", 6: "present", 7: "present"},
        outcome="Le parcours a été repris après un été difficile.",
    ),
    Family(
        first_name="Patricia",
        last_name="Maquette",
        birth_year=1975,
        town="Agen",
        postal_code="47000",
        by="college-agen",
        on=date(2026, 9, 3),
        children=2,
        why="Les cahiers de textes ne sont lus que le lendemain, chez une voisine.",
        decided=_SECOND,
        given=date(2026, 9, 17),
        came=_ROUND_2,
        outcome="Elle aide maintenant une autre mère à se connecter.",
    ),
    Family(
        first_name="Ousmane",
        last_name="Spécimen",
        birth_year=1988,
        town="Agen",
        postal_code="47000",
        by="college-agen",
        on=date(2026, 9, 4),
        children=2,
        why="Hébergement provisoire, aucun équipement.",
        decided=_SECOND,
        given=date(2026, 9, 17),
        came={3: "present", 4: "present", 5: "excused"},
    ),
    Family(
        first_name="Vanessa",
        last_name="Essai",
        birth_year=1992,
        town="Le Passage",
        postal_code="47520",
        by="college-agen",
        on=date(2026, 9, 7),
        children=1,
        why="L’élève rend ses devoirs numériques au CDI, quand il est ouvert.",
        decided=_SECOND,
        given=date(2026, 9, 18),
        came={3: "present", 4: "absent"},
        stopped="La famille a déménagé hors du département.",
    ),
    Family(
        first_name="Irina",
        last_name="Échantillon",
        birth_year=1981,
        town="Agen",
        postal_code="47000",
        by="college-agen",
        on=date(2026, 9, 8),
        children=3,
        why="Arrivée depuis peu\u00a0: les démarches se font toutes en ligne.",
        decided=_SECOND,
        given=date(2026, 9, 21),
        came=_ROUND_2,
        outcome="Cantine, bourse et transport demandés sans aide.",
    ),
    Family(
        first_name="David",
        last_name="Exemple",
        birth_year=1977,
        town="Tonneins",
        postal_code="47400",
        by="cms-marmande",
        on=date(2026, 10, 1),
        children=2,
        why="Père seul\u00a0; les messages du collège n’arrivent pas jusqu’à lui.",
        decided=_THIRD,
        given=date(2026, 10, 29),
        came={6: "present", 7: "present"},
    ),
    Family(
        first_name="Nadia",
        last_name="Fictif",
        birth_year=1985,
        town="Marmande",
        postal_code="47200",
        by="cms-marmande",
        on=date(2026, 10, 5),
        children=2,
        why="Un ordinateur en panne depuis un an.",
        decided=_THIRD,
        given=date(2026, 11, 3),
        came={6: "excused", 7: "present"},
    ),
    Family(
        first_name="Tomasz",
        last_name="Témoin",
        birth_year=1994,
        town="Miramont-de-Guyenne",
        postal_code="47800",
        by="cms-marmande",
        on=date(2026, 10, 8),
        children=1,
        why="Formation à distance du père et devoirs de l’enfant sur le même téléphone.",
        decided=_THIRD,
    ),
    Family(
        first_name="Esther",
        last_name="Modèle",
        birth_year=1983,
        town="Agen",
        postal_code="47000",
        by="college-agen",
        on=date(2026, 10, 9),
        children=2,
        why="L’ordinateur prêté par l’association est à rendre.",
        decided=_THIRD,
        withdrawn="L’association laisse finalement son ordinateur à la famille.",
    ),
    Family(
        first_name="Karine",
        last_name="Spécimen",
        birth_year=1980,
        town="Marmande",
        postal_code="47200",
        by="cms-marmande",
        on=date(2026, 11, 9),
        children=3,
        why="Trois carnets de liaison en ligne, aucun écran plus grand qu’un téléphone.",
    ),
    Family(
        first_name="João",
        last_name="Essai",
        birth_year=1978,
        town="Agen",
        postal_code="47000",
        by="college-agen",
        on=date(2026, 11, 12),
        children=2,
        why="La famille vient d’emménager\u00a0; l’aîné prépare le brevet.",
    ),
    Family(
        first_name="Mireille",
        last_name="Maquette",
        birth_year=1970,
        town="Le Passage",
        postal_code="47520",
        by="college-agen",
        on=date(2026, 11, 20),
        children=1,
        why="Grand-mère qui élève son petit-fils, en sixième.",
    ),
)
