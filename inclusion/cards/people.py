"""How rows of the network that may name a person helped are treated where the person asks."""

from typing import Any

from inclusion.actions.registration_nightly import forget_registration
from inclusion.hooks import register_person_rows
from inclusion.models import ChainHead, Document, DocumentErasure, JournalEntry, StateChange, User
from inclusion.models.newsletters import NewsletterMail, Subscriber
from inclusion.models.registrations import Registration, RegistrationMail


def _forget_subscriber(row: Subscriber, **how: Any) -> None:
    row.delete()


register_person_rows(
    JournalEntry,
    StateChange,
    ChainHead,
    kept="Le journal du réseau dit qui a fait quoi\u00a0: rien n’y est changé ni retiré.",
)
register_person_rows(
    Document,
    DocumentErasure,
    kept="Le nom d’un document enregistré ne change plus.",
)
register_person_rows(
    User, kept="Un compte de membre se ferme dans «\u00a0Membres\u00a0», si la personne le demande aussi."
)
register_person_rows(Registration, email="email", forget=forget_registration)
register_person_rows(Subscriber, email="email", forget=_forget_subscriber)
register_person_rows(RegistrationMail, NewsletterMail, email="problem")
