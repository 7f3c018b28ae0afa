"""Ask for another account, confirm it, withdraw it. One person asks, another one confirms.

Lock order: the fund or the training place, then the change.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from funding.approvals import actions as approvals
from funding.bank_details.models import BankDetailsChange, BankDetailsMail
from funding.bank_details.queries import is_asked_by_own_side
from funding.enums import Verb
from funding.ledger.models.funds import Fund
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import clean_iban, iban_problem
from inclusion.core.french.names import one_line
from inclusion.core.mail import outbox
from inclusion.core.models.networks import User


def cleaned_account(iban: str, account_holder: str) -> tuple[str, str]:
    """An account as it is stored. Raises DomainError, at the field, for an IBAN that is none."""
    if iban and (problem := iban_problem(iban)):
        raise DomainError(problem).at("iban")
    return clean_iban(iban), one_line(account_holder)[:120]


@transaction.atomic
def ask_bank_details(
    account: Any, *, iban: str, account_holder: str = "", is_from_place: bool = False, by: User, at: datetime
) -> BankDetailsChange | None:
    """Ask that a fund or a training place have this account from the moment on that somebody else confirms it.

    `is_from_place`: the place gave it by itself, and `by` only notes it. Whoever was reached about it so far hears by
    e-mail. None where it is its account already. Raises DomainError for an IBAN that is none, a place's account
    without its holder, and while another change waits.
    """
    iban, account_holder = cleaned_account(iban, account_holder)
    is_fund = isinstance(account, Fund)
    if iban and not account_holder and not is_fund:
        raise DomainError("Donnez le titulaire du compte, comme il est écrit sur le RIB.").at("account_holder")
    if not iban:
        account_holder = ""
    account = _locked(account)
    if (account.iban, getattr(account, "account_holder", account_holder)) == (iban, account_holder):
        return None
    link = {"fund" if is_fund else "place": account}
    waiting = BankDetailsChange.objects.waiting().filter(**link).first()
    if waiting is not None:
        if (waiting.iban, waiting.account_holder) == (iban, account_holder):
            return waiting
        raise DomainError("Un autre compte attend déjà d’être confirmé\u00a0: confirmez-le ou retirez-le d’abord.").at(
            "iban"
        )
    change = BankDetailsChange.objects.create(
        network_id=account.network_id,
        iban=iban,
        account_holder=account_holder,
        is_from_place=is_from_place,
        asked_at=at,
        asked_by=by,
        **link,
    )
    journal.record(Verb.BANK_DETAILS_ASKED, on=change, by=by, at=at)
    for address in _addresses(account, **link):
        outbox.enqueue_once(BankDetailsMail, change=change, to=address, at=at)
    return change


def _locked(account: Any) -> Any:
    return type(account).objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)


def _addresses(account: Any, **link: Any) -> list[str]:
    """Where those are reached whose account it is, and where they were when it was changed before: an address that was
    replaced in between is notified as well.
    """
    partner = account.host if isinstance(account, Fund) else account.partner
    own = getattr(account, "email", "") or account.network.email
    former = BankDetailsMail.objects.filter(**{f"change__{name}": row for name, row in link.items()})
    known = [own, partner.email, *former.order_by("pk").values_list("to", flat=True)]
    return list({one.lower(): one for one in reversed(known) if one}.values())


def confirm_blocker(change: BankDetailsChange, *, by: User) -> str:
    """Return why this user cannot confirm it, as a sentence; empty where nothing is against it."""
    if sentence := approvals.confirm_blocker(change, by=by):
        return sentence
    if is_asked_by_own_side(change, by=by):
        return "Une personne de votre organisme l’a demandé\u00a0: la coordination le confirme."
    return ""


@transaction.atomic
def confirm_bank_details(change: BankDetailsChange, *, by: User, at: datetime) -> BankDetailsChange:
    """Let the account that somebody else asked for count from now on.

    Raises DomainError for who asked for it, and where it does not wait any more.
    """
    account = _locked(change.account)
    if sentence := confirm_blocker(change, by=by):
        raise DomainError(sentence)
    change = approvals.confirm(change, by=by, at=at)
    account.iban = change.iban
    fields = ["iban"]
    if change.place_id is not None:
        account.account_holder = change.account_holder
        fields.append("account_holder")
    account.save(update_fields=fields)
    journal.record(Verb.BANK_DETAILS_CONFIRMED, on=change, by=by, at=at)
    # The number itself is not for the journal.
    journal.record(Verb.BANK_DETAILS_CHANGED, on=account, by=by, at=at, change=change.pk)
    return change


@transaction.atomic
def withdraw_bank_details(change: BankDetailsChange, *, by: User, at: datetime) -> BankDetailsChange:
    """Withdraw a change that waits: the account stays what it is."""
    _locked(change.account)
    change = approvals.withdraw(change, by=by, at=at)
    journal.record(Verb.BANK_DETAILS_WITHDRAWN, on=change, by=by, at=at)
    return change
