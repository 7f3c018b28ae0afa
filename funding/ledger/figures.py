"""The figures of a fund's money, defined once; of a fund, of one contributor of it, or of all funds of the network."""

from inclusion.core.figures import register_figure

RECEIVED = register_figure("fund_received", "Versé", "€", "Ce que les contributeurs ont versé, remboursements déduits.")
MATCH = register_figure(
    "fund_match", "Effet levier", "€", "Ce que ces versements ont fait ajouter au fonds par ses règles."
)
GRANTED = register_figure(
    "fund_granted", "Subventions arrivées", "€", "Ce que l’État et l’Europe ont versé au fonds, engagé ou non."
)
RAISED = register_figure(
    "fund_raised",
    "Réuni par un fonds",
    "€",
    "Versé, effet levier et subventions arrivées, ensemble\u00a0; les subventions réservées y sont.",
)
COMMITTED = register_figure(
    "fund_committed", "Engagé", "€", "Ce qui a été décidé pour une action, ce qui en est revenu depuis compris."
)
RELEASED = register_figure(
    "fund_released", "Rendu", "€", "Ce qui était engagé, n’a pas été dépensé et est revenu au fonds."
)
FINANCED = register_figure("fund_financed", "Engagé, rendu déduit", "€", "Engagé moins rendu.")
PAID = register_figure(
    "fund_paid", "Payé par les fonds", "€", "Ce qui a quitté les fonds, engagements antérieurs compris."
)
RESERVED = register_figure(
    "fund_reserved",
    "Subventions réservées",
    "€",
    "Ce qui reste des subventions arrivées\u00a0: elles ne paient que leurs actions.",
)
SHARES_LEFT = register_figure(
    "fund_shares_left",
    "Reste du pot commun",
    "€",
    "Versé et effet levier, moins ce qui est engagé sur eux et n’en est pas revenu\u00a0; promesses comprises.",
)
LEFT = register_figure(
    "fund_left", "Reste", "€", "Reste du pot commun et subventions réservées, ensemble\u00a0: réuni − engagé + rendu."
)
AVAILABLE = register_figure(
    "fund_available",
    "Encore à engager",
    "€",
    "Reste du pot commun, moins ce qui est promis et pas encore engagé\u00a0; les subventions réservées n’y sont pas.",
)
LEVERAGE = register_figure(
    "fund_leverage",
    "Réuni pour 1\u00a0€ versé",
    "€",
    "Versé, effet levier et subventions engagées, divisés par ce qui est versé\u00a0; les subventions réservées n’y "
    "sont pas.",
)
PASSES_ISSUED = register_figure(
    "passes_issued",
    "Pass émis",
    "pass",
    "Les pass des carnets émis dans la période, arrivés ou non, pass annulés déduits.",
)
SHARE_RAISED = register_figure(
    "share_raised",
    "Réuni par les euros d’un contributeur",
    "€",
    "Versé, effet levier et sa part des subventions engagées\u00a0; les subventions réservées n’y sont pas.",
)
SHARE_GRANTED = register_figure(
    "share_granted",
    "Part des subventions d’un contributeur",
    "€",
    "Les subventions engagées à chaque action, réparties entre les contributeurs selon ce que leurs euros y engagent.",
)
SHARE_COMMITTED = register_figure(
    "share_committed", "Engagé, avec sa part des subventions", "€", "Engagé sur ses euros et sa part des subventions."
)
