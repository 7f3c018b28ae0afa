"""What the operators of Déclic 47 gave to be refurbished, written for the demonstration."""

from datetime import date
from decimal import Decimal

from equipment.demo.shapes import Batch, Lot

LOTS = (
    Lot(
        donor="caf",
        on=date(2026, 3, 24),
        signatory="Bernard Fictif, directeur",
        says="Ordinateurs portables remplacés dans les accueils, avec leurs chargeurs\u00a0; écrans de 22 pouces.",
        announced=40,
        batches=(
            Batch(
                kind="laptop",
                brand="Exemple",
                model="Portable 14",
                spec="8 Go de mémoire, disque de 256 Go, 2019",
                weight=Decimal("1.60"),
                # Nine of those that were made ready have gone to families since.
                ends={"given": 8, "recycled": 4, "ready": 18, "refurbished": 2},
            ),
            Batch(
                kind="screen",
                brand="Exemple",
                model="Écran 22",
                spec="22 pouces, prise vidéo numérique",
                weight=Decimal("3.40"),
                ends={"given": 3, "ready": 4, "recycled": 1},
                has_storage=False,
            ),
        ),
        signed=date(2026, 3, 31),
    ),
    Lot(
        donor="cpam",
        on=date(2026, 4, 14),
        signatory="Odile Maquette, directrice",
        says="Unités centrales de bureau et écrans, sans clavier.",
        announced=32,
        batches=(
            Batch(
                kind="desktop",
                brand="Modèle",
                model="Compact 5",
                spec="8 Go de mémoire, disque de 500 Go, 2017",
                weight=Decimal("4.80"),
                ends={"given": 6, "recycled": 7, "ready": 3, "graded": 4},
            ),
            Batch(
                kind="screen",
                brand="Modèle",
                model="Plat 24",
                spec="24 pouces",
                weight=Decimal("4.10"),
                ends={"given": 6, "recycled": 2, "ready": 2},
                has_storage=False,
            ),
        ),
        signed=date(2026, 4, 27),
    ),
    Lot(
        donor="orange",
        on=date(2026, 6, 3),
        signatory="Éric Essai, délégué régional",
        says="Téléphones de service et quelques ordinateurs portables.",
        announced=20,
        batches=(
            Batch(
                kind="smartphone",
                brand="Spécimen",
                model="Mobile 6",
                spec="64 Go, 2020",
                weight=Decimal("0.18"),
                ends={"given": 4, "recycled": 2, "refurbished": 3, "tested": 3, "graded": 2},
            ),
            Batch(
                kind="laptop",
                brand="Témoin",
                model="Ultra 13",
                spec="8 Go de mémoire, disque de 256 Go, 2020",
                weight=Decimal("1.30"),
                ends={"ready": 4, "recycled": 1, "refurbished": 1},
            ),
        ),
        signed=date(2026, 6, 12),
    ),
    Lot(
        donor="departement",
        on=date(2026, 9, 15),
        signatory="Sylvie Échantillon, présidente",
        says="Ordinateurs portables des agents, renouvelés à la rentrée.",
        announced=18,
        batches=(
            Batch(
                kind="laptop",
                brand="Exemple",
                model="Portable 15",
                spec="8 Go de mémoire, disque de 256 Go, 2020",
                weight=Decimal("1.90"),
                ends={"ready": 3, "refurbished": 2, "graded": 3, "tested": 3, "wiped": 4, "collected": 3},
            ),
        ),
        signed=date(2026, 9, 22),
    ),
    Lot(
        donor="la-poste",
        on=date(2026, 11, 10),
        signatory="Nicole Témoin, déléguée territoriale",
        says="Tablettes de tournée, avec leurs coques.",
        announced=15,
        batches=(
            Batch(
                kind="tablet",
                brand="Maquette",
                model="Tablette 10",
                spec="32 Go, 2021",
                weight=Decimal("0.52"),
                ends={"collected": 10, "wiped": 4},
            ),
        ),
        signed=None,
    ),
)

#: To whom what was refurbished went, families apart.
ASSOCIATIONS = (
    "Association Exemple Numérique, Agen",
    "Centre social de Tonneins",
    "Espace numérique de Nérac",
)
RECYCLER = "Recyclerie Spécimen, Villeneuve-sur-Lot"

#: Hours of the workshop that belong to no one device: day, hours, insertion job or not, what.
HOURS = (
    (date(2026, 3, 31), "42.00", True, "Enlèvement et tri du don de la CAF"),
    (date(2026, 4, 30), "38.50", True, "Enlèvement et tri du don de la CPAM"),
    (date(2026, 5, 29), "14.00", False, "Encadrement technique du mois"),
    (date(2026, 6, 30), "21.00", True, "Tri des téléphones, commande de batteries"),
    (date(2026, 7, 31), "12.00", False, "Encadrement technique du mois"),
    (date(2026, 9, 30), "35.00", True, "Enlèvement et tri du don du Département"),
    (date(2026, 10, 30), "16.50", False, "Encadrement technique du mois"),
)
