"""Files of people and sendings to several of them, for the tests."""

from datetime import datetime, timedelta
from typing import Any

from funding.models import Mailing, PassProgramme
from funding.passes.mailings import actions as mailing_actions
from inclusion.core.models.networks import User
from inclusion.core.web import exports
from inclusion.partners.models import Partner
from inclusion.people.models import Beneficiary
from tests.builders import AT

COLUMNS = ("Nom", "Prénom", "Année de naissance", "Adresse", "Code postal", "Ville", "Envoi")


def row(last_name: str = "Exemple", first_name: str = "Awa", year: Any = 1970, **fields: Any) -> list[Any]:
    """One row of a file under `COLUMNS`."""
    values = {"address": "1 rue Haute", "code": "47200", "town": "Marmande", "channel": "", **fields}
    return [last_name, first_name, year, values["address"], values["code"], values["town"], values["channel"]]


def csv_file(*rows: list[Any], columns: tuple[str, ...] = COLUMNS) -> bytes:
    """A CSV of people."""
    return exports.to_csv([columns, *rows])


def family(count: int) -> list[list[Any]]:
    """So many rows of people who are not alike."""
    return [row(f"Témoin{_word(number)}", f"Prénom{_word(number * 7)}", 1930 + number % 70) for number in range(count)]


def _word(number: int) -> str:
    return "".join(chr(97 + number // power % 26) * 2 for power in (1, 26, 676))


def tried(
    programme: PassProgramme,
    *rows: list[Any],
    prescriber: Partner,
    by: User,
    among: Any = None,
    at: datetime = AT,
    **fields: Any,
) -> Mailing:
    """A file that was tried out."""
    people = Beneficiary.objects.filter(followed_by=prescriber) if among is None else among
    values = {"data": csv_file(*rows), "filename": "personnes.csv", **fields}
    return mailing_actions.try_file(programme, prescriber=prescriber, among=people, by=by, at=at, **values)[0]


def carry_out(mailing: Mailing, *, at: datetime = AT + timedelta(minutes=1)) -> Mailing:
    """Do the worker's part to its end, and read the mailing again."""
    while mailing_actions.carry_out(mailing.job_id, clock=lambda: at):
        pass
    return Mailing.objects.get(pk=mailing.pk)
