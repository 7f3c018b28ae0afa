"""Kits, supplies and other purchases of the Expérithèque."""

from datetime import date

from equipment.demo.making import NUMERIC, PAPER, SENSES
from equipment.demo.models_attention import MODELS as ATTENTION
from equipment.demo.models_hearing import MODELS as HEARING
from equipment.demo.models_reading import MODELS as READING
from equipment.demo.models_writing import MODELS as WRITING
from equipment.demo.shapes import FIRST, SECOND, THIRD, WINTER, Bought, Case, Counted, Repair, euros

MODELS = (*READING, *WRITING, *ATTENTION, *HEARING)

CASES = (
    Case(
        name="Mallette Lire",
        needs=("reading",),
        says=(
            "Tout pour savoir en quatre semaines ce qui aide un élève à lire\u00a0: un stylo lecteur, une règle "
            "colorée, des filtres et un lecteur de livres audio."
        ),
        models=(
            "Stylo lecteur",
            "Règle de lecture colorée",
            "Filtres colorés pour la page",
            "Lecteur de livres audio",
        ),
    ),
    Case(
        name="Mallette Écrire à la main",
        needs=("writing", "motor"),
        says="De quoi trouver une posture et une prise qui ne font pas mal, avant de penser au clavier.",
        models=(
            "Plan incliné d’écriture",
            "Stylos ergonomiques (assortiment)",
            "Crayons triangulaires et manchons (assortiment)",
            "Guide d’écriture à fenêtres",
        ),
    ),
    Case(
        name="Mallette Écrire au clavier",
        needs=("writing", "organisation"),
        says="Un ordinateur prêt à servir, un scanner pour les feuilles et une souris qui ménage le poignet.",
        models=("Ordinateur portable léger équipé", "Scanner à main", "Souris verticale"),
        on=WINTER,
    ),
    Case(
        name="Mallette Se concentrer",
        needs=("attention", "organisation"),
        says="Le bruit, le temps, les mains\u00a0: trois objets à essayer l’un après l’autre, une semaine chacun.",
        models=("Casque antibruit", "Minuteur visuel", "Coussin d’assise dynamique"),
    ),
    Case(
        name="Mallette S’apaiser",
        needs=("calm",),
        says="Pour l’infirmerie ou un coin calme\u00a0: de quoi redescendre quelques minutes et revenir en classe.",
        models=(
            "Balle lestée à malaxer",
            "Coussin lesté de genoux",
            "Objets à manipuler discrets (assortiment)",
        ),
    ),
    Case(
        name="Mallette Géométrie",
        needs=("maths", "motor"),
        says="Des instruments qui ne glissent pas et tiennent bien en main, pour un chapitre de géométrie.",
        models=(
            "Compas et équerres adaptés (assortiment)",
            "Règle antidérapante à poignée",
            "Tapis antidérapant",
            "Calculatrice parlante",
        ),
        on=SECOND,
    ),
)

_DRAWER = "Réserve, bac transparent"
SUPPLIES = (
    Counted(
        name="Écouteurs à usage unique",
        kind="consumable",
        model="Stylo lecteur",
        low_at=20,
        place=_DRAWER,
        moves=(
            (FIRST, 100, "Acheté"),
            (date(2025, 6, 30), -46, "Remis avec les prêts de l’année"),
            (date(2026, 6, 30), -41, "Remis avec les prêts de l’année"),
        ),
    ),
    Counted(
        name="Recharges d’encre du stylo numérique",
        kind="consumable",
        model="Stylo numérique qui enregistre",
        low_at=5,
        place=_DRAWER,
        moves=(
            (FIRST, 30, "Acheté"),
            (date(2025, 6, 30), -14, "Remis avec les prêts de l’année"),
            (date(2026, 6, 30), -9, "Remis avec les prêts de l’année"),
        ),
    ),
    Counted(
        name="Cahiers spéciaux du stylo numérique",
        kind="consumable",
        model="Stylo numérique qui enregistre",
        low_at=4,
        place=_DRAWER,
        moves=((FIRST, 20, "Acheté"), (date(2026, 6, 30), -13, "Remis avec les prêts")),
    ),
    Counted(
        name="Piles rondes",
        kind="consumable",
        low_at=12,
        place=_DRAWER,
        moves=((FIRST, 48, "Acheté"), (date(2026, 3, 16), -22, "Utilisé"), (THIRD, 24, "Acheté")),
    ),
    Counted(
        name="Manchons de mousse",
        kind="consumable",
        model="Crayons triangulaires et manchons (assortiment)",
        low_at=10,
        place="Tiroir B3",
        moves=((FIRST, 60, "Acheté"), (date(2026, 6, 30), -27, "Laissé aux élèves")),
    ),
    Counted(
        name="Mousses de rechange pour casque",
        kind="accessory",
        model="Casque antibruit",
        low_at=4,
        place="Étagère C1",
        moves=((FIRST, 12, "Acheté"), (date(2026, 9, 7), -6, "Changé avant la rentrée")),
    ),
    Counted(
        name="Chargeurs universels",
        kind="accessory",
        low_at=3,
        place=_DRAWER,
        moves=((FIRST, 10, "Acheté"), (date(2026, 9, 21), -2, "Perdu au collège")),
    ),
    Counted(
        name="Housses d’ordinateur",
        kind="accessory",
        model="Ordinateur portable léger équipé",
        low_at=2,
        place="Chariot de charge",
        moves=((SECOND, 6, "Acheté"), (date(2026, 9, 21), -3, "Utilisé")),
    ),
)

BUDGET = euros(65000)

PURCHASES = (
    Bought(
        on=date(2024, 8, 26), supplier=PAPER, label="Armoires, tiroirs et étagères", amount=euros("3480.00")
    ),
    Bought(on=date(2024, 8, 26), supplier=NUMERIC, label="Chariot de charge", amount=euros("1290.00")),
    Bought(on=FIRST, supplier=PAPER, label="Six mallettes de transport", amount=euros("594.00")),
    Bought(on=FIRST, supplier=NUMERIC, label="Imprimante d’étiquettes", amount=euros("219.00")),
    Bought(on=FIRST, supplier=PAPER, label="Fournitures de la première année", amount=euros("486.50")),
    Bought(
        on=date(2025, 3, 10),
        supplier=SENSES,
        label="Formation des référents des cinq collèges, deux journées",
        amount=euros("2400.00"),
    ),
    Bought(on=SECOND, supplier=NUMERIC, label="Renouvellement des licences", amount=euros("1140.00")),
    Bought(on=THIRD, supplier=NUMERIC, label="Renouvellement des licences", amount=euros("1180.00")),
    Bought(on=THIRD, supplier=PAPER, label="Piles et fournitures", amount=euros("142.80")),
)

REPAIRS = (
    Repair(
        model="Stylo lecteur",
        reason="La batterie ne tient plus une heure.",
        on=date(2025, 6, 30),
        until=date(2025, 9, 1),
        report="Batterie changée par le fournisseur.",
        cost=euros("48.00"),
    ),
    Repair(
        model="Casque antibruit",
        reason="Nettoyage complet et mousses neuves.",
        on=date(2025, 7, 1),
        until=date(2025, 7, 3),
        report="Mousses changées.",
    ),
    Repair(
        model="Ordinateur portable léger équipé",
        reason="Écran fendu dans un coin.",
        on=date(2026, 2, 9),
        until=date(2026, 3, 9),
        report="Dalle remplacée, système remis à neuf.",
        cost=euros("165.00"),
    ),
    Repair(
        model="Siège dynamique oscillant",
        reason="La hauteur ne se bloque plus.",
        on=date(2026, 5, 18),
        until=date(2026, 6, 1),
        report="Vérin remplacé sous garantie.",
    ),
    Repair(
        model="Minuteur visuel",
        reason="Le disque se bloque au milieu.",
        on=date(2026, 6, 29),
        until=date(2026, 8, 31),
        report="Réparé.",
        cost=euros("12.00"),
    ),
)
