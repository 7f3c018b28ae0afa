"""The passes of Déclic 47: one programme, and the booklets that were sent before the demonstration begins."""

from datetime import date

from inclusion.demo.lot_et_garonne_fund import PASS_ACTION
from inclusion.demo.shapes import Booklet, PassProgramme, euros

PROGRAMME = PassProgramme(
    name="Pass numérique",
    action=PASS_ACTION,
    face_value=euros(10),
    booklet_size=10,
    validity_months=12,
    yearly_limit=1,
    opened_on=date(2025, 2, 3),
)

#: (person, prescriber, day). Jeanne Exemple had one in 2025 and may have one more in 2026.
BOOKLETS = tuple(
    Booklet(beneficiary=beneficiary, prescriber=prescriber, on=on)
    for beneficiary, prescriber, on in (
        ("jeanne-exemple-1958", "cms-marmande", date(2025, 3, 3)),
        ("robert-modèle-1949", "cms-marmande", date(2025, 3, 17)),
        ("yvette-spécimen-1944", "cms-marmande", date(2025, 4, 2)),
        ("lucien-fictif-1939", "cms-marmande", date(2025, 6, 11)),
        ("fatou-exemple-1983", "ccas-marmande", date(2025, 5, 20)),
        ("jean-pierre-modèle-1955", "cms-agen", date(2025, 9, 9)),
        ("huguette-exemple-1941", "cms-agen", date(2025, 10, 7)),
        ("ginette-modèle-1946", "cms-villeneuve", date(2025, 10, 21)),
        ("marcelle-exemple-1943", "france-services-nerac", date(2025, 11, 13)),
        ("robert-modèle-1949", "cms-marmande", date(2026, 4, 8)),
        ("sandrine-témoin-1976", "cms-marmande", date(2026, 2, 5)),
        ("gérard-essai-1961", "cms-marmande", date(2026, 3, 26)),
        ("monique-exemple-1952", "cms-marmande", date(2026, 9, 17)),
        ("andré-spécimen-1947", "ccas-marmande", date(2026, 5, 19)),
        ("corinne-essai-1969", "cms-agen", date(2026, 6, 9)),
        ("philippe-maquette-1964", "cms-agen", date(2026, 9, 22)),
        ("odette-fictif-1936", "ccas-agen", date(2026, 10, 13)),
        ("rachid-maquette-1982", "cms-villeneuve", date(2026, 6, 25)),
        ("colette-témoin-1950", "cms-villeneuve", date(2026, 10, 20)),
        ("denise-spécimen-1948", "france-services-fumel", date(2026, 7, 7)),
        ("marcelle-exemple-1943", "france-services-nerac", date(2026, 11, 5)),
        ("étienne-essai-1972", "france-services-nerac", date(2026, 11, 17)),
    )
)
