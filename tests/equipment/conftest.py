"""What the tests of equipment share: a loan bank with its school and its items, a mail server."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from equipment.models import Bank, EquipmentModel, Item, Loan, School
from inclusion.core.models.networks import Network, User
from inclusion.core.scope import scoped_to
from tests.equipment.builders import make_bank, make_item, make_loan, make_model, make_school
from tests.setup_data import setup_data


@dataclass
class BankRows:
    """The bank, the school of the cast, a model with two items, and a way to make things in the network."""

    network: Network
    bank: Bank
    school: School
    model: EquipmentModel
    items: list[Item]
    #: Who manages the bank.
    by: User

    def scope(self) -> AbstractContextManager:
        """The scope of the network."""
        return scoped_to(self.network)

    def made(self, make: Any, *args: Any, **fields: Any) -> Any:
        """What this makes in the network."""
        with self.scope():
            return make(*args, **fields)

    def loan(self, **fields: Any) -> Loan:
        """A loan of the model to the school."""
        return self.made(make_loan, self.model, school=self.school, **fields)


@setup_data
def rows(cast, network) -> BankRows:
    with scoped_to(network):
        bank = make_bank(address="12 rue du Prêt\n85000 La Roche-sur-Yon", phone="02 51 00 00 00")
        school = make_school("Collège des Pins", partner=cast["school"].partner)
        model = make_model("Stylo lecteur")
        items = [make_item(model, place="Étagère 2"), make_item(model)]
    return BankRows(network, bank, school, model, items, cast["bank_manager"].user)
