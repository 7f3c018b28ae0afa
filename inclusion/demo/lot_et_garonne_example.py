"""The small worked example of the leverage and of the attribution, of which every cent can be followed by hand."""

from datetime import date

from inclusion.demo.shapes import (
    Action,
    Call,
    Commitment,
    Contribution,
    Fund,
    Leverage,
    Payment,
    Receipt,
    euros,
)

EXAMPLE = Fund(
    name="Exemple de l’effet levier",
    host="departement",
    purpose="Un fonds tout petit, pour suivre chaque euro à la main.",
    envelope=euros(45000),
    start=date(2026, 1, 1),
    end=date(2027, 1, 1),
    leverage=Leverage(
        matcher="departement", added=2, received=1, start=date(2026, 1, 1), end=date(2027, 1, 1)
    ),
    contributions=tuple(
        Contribution(
            partner=partner,
            year=2026,
            pledged=euros(amount),
            pledged_on=date(2026, 1, 5),
            call=Call(on=date(2026, 1, 6), due_on=date(2026, 2, 28)) if amount else None,
            receipts=(
                (Receipt(on=on, amount=euros(amount), reference=f"VIR-EXEMPLE-{partner.upper()}"),)
                if amount
                else ()
            ),
        )
        for partner, amount, on in (
            ("caf", 10000, date(2026, 1, 20)),
            ("orange", 5000, date(2026, 1, 27)),
            ("cpam", 0, date(2026, 1, 30)),
        )
    ),
    actions=(
        Action(
            name="Mes droits depuis chez moi",
            description="Pour les allocataires de la CAF.",
            opened_on=date(2026, 2, 1),
            targets=("caf",),
            commitments=(
                Commitment(
                    label="Ateliers",
                    on=date(2026, 2, 9),
                    amount=euros(9000),
                    payments=(Payment(on=date(2026, 4, 7), amount=euros(9000), reference="MDT-EXEMPLE-1"),),
                ),
            ),
            reach={("caf", 2026): 120},
        ),
        Action(
            name="Forum",
            description="Pour les usagers de tous.",
            opened_on=date(2026, 2, 1),
            commitments=(
                Commitment(
                    label="Forum",
                    on=date(2026, 3, 9),
                    amount=euros(9000),
                    payments=(Payment(on=date(2026, 5, 11), amount=euros(9000), reference="MDT-EXEMPLE-2"),),
                ),
            ),
            reach={("caf", 2026): 80, ("orange", 2026): 40},
        ),
    ),
)
