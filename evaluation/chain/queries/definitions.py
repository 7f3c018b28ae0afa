"""Where each figure of the chain is defined for the whole portal."""

from evaluation.chain.queries.figures import FIGURES
from funding.ledger import figures as money
from inclusion.core.figures import register_figure

#: Which rows the chain counts.
FUNDED = "Seul compte ce qu’une action d’un fonds paie."

#: Figures that funds and statements show too; the others are defined here.
DEFINED = {
    "verse": money.RECEIVED,
    "effet-levier": money.MATCH,
    "subventions": money.GRANTED,
    "engage": money.FINANCED,
    "paye": money.PAID,
    "reste": money.SHARES_LEFT,
    "subventions-reservees": money.RESERVED,
    "part-des-subventions": money.SHARE_GRANTED,
}
DEFINED |= {
    key: register_figure(
        f"chain_{key.replace('-', '_')}", f"{one.label}, par les fonds", one.unit.name, f"{one.definition} {FUNDED}"
    )
    for key, one in FIGURES.items()
    if key not in DEFINED
}
