"""The closed lists of funding, with their French labels."""

from django.db.models import TextChoices


class ContributionState(TextChoices):
    """Life of a contribution: a promise until its first receipt."""

    PLEDGED = "pledged", "Promis"
    CALLED = "called", "Appelé"
    RECEIVED = "received", "Reçu"
    WITHDRAWN = "withdrawn", "Retiré"


class AccountKind(TextChoices):
    """What the euros of an account are. SOURCE is what was brought, below zero; every other one is never below zero."""

    SOURCE = "source", "Apporté"
    SHARE = "share", "Part d’un contributeur"
    GRANT = "grant", "Subvention disponible"
    COMMITTED = "committed", "Engagé"
    OWED = "owed", "Dû"
    PAID = "paid", "Payé"


class TransactionKind(TextChoices):
    """Why euros moved."""

    RECEIPT = "receipt", "Versement"
    MATCH = "match", "Effet levier"
    GRANT = "grant", "Subvention reçue"
    COMMITMENT = "commitment", "Engagement"
    PAYMENT = "payment", "Paiement"
    RELEASE = "release", "Dégagement"
    REVERSAL = "reversal", "Annulation"


class LetterState(TextChoices):
    """Life of a letter. `uncertain`: the worker died while the mail server was answering; a person looks, decides."""

    QUEUED = "queued", "En attente"
    WRITING = "writing", "En cours d’écriture"
    WRITTEN = "written", "Prête"
    SENDING = "sending", "En cours d’envoi"
    SENT = "sent", "Envoyée par courriel"
    BATCHED = "batched", "Dans le lot de courrier"
    POSTED = "posted", "Remise à La Poste"
    UNCERTAIN = "uncertain", "À vérifier"
    FAILED = "failed", "En échec"
    CANCELLED = "cancelled", "Annulée"


class PassState(TextChoices):
    """Life of one pass. Redeeming, reimbursing and expiry come after `issued`."""

    ISSUED = "issued", "Valable"
    CANCELLED = "cancelled", "Annulé"


class BatchState(TextChoices):
    """Life of a batch of letters for the post."""

    OPEN = "open", "Ouvert"
    CLOSED = "closed", "Fermé, à imprimer"
    HANDED_OVER = "handed_over", "Remis à La Poste"


class Verb(TextChoices):
    """What the journal of funding records."""

    FUND_OPENED = "fund.opened", "Fonds ouvert"
    LEVERAGE_SET = "leverage.set", "Règle d’effet levier ajoutée"
    CONTRIBUTION_PLEDGED = "contribution.pledged", "Contribution promise"
    RECEIPT_RECORDED = "receipt.recorded", "Versement enregistré"
    REFUND_RECORDED = "refund.recorded", "Remboursement à un contributeur enregistré"
    GRANT_RECORDED = "grant.recorded", "Subvention enregistrée"
    ACTION_OPENED = "action.opened", "Action financée ouverte"
    REACH_RECORDED = "reach.recorded", "Usagers aidés enregistrés"
    COMMITTED = "commitment.made", "Engagement"
    PAID = "payment.made", "Paiement"
    RELEASED = "commitment.released", "Dégagement"
    REVERSED = "transaction.reversed", "Écriture annulée"
    STATEMENT_ISSUED = "statement.issued", "Relevé de financement établi"
    PROGRAMME_OPENED = "programme.opened", "Programme de pass ouvert"
    TRAINING_PLACE_OPENED = "training_place.opened", "Lieu de formation ajouté"
    BOOKLET_ISSUED = "booklet.issued", "Carnet de pass envoyé"
    BOOKLET_CANCELLED = "booklet.cancelled", "Carnet de pass annulé"
    LETTER_WRITTEN = "letter.written", "Lettre écrite"
    LETTER_SENT = "letter.sent", "Lettre envoyée"
    LETTER_FAILED = "letter.failed", "Lettre en échec"
    LETTER_UNCERTAIN = "letter.uncertain", "Envoi d’une lettre à vérifier"
    LETTER_CONFIRMED = "letter.confirmed", "Envoi d’une lettre confirmé"
    LETTER_RETRIED = "letter.retried", "Lettre relancée"
    BATCH_CLOSED = "batch.closed", "Lot de courrier fermé"
    BATCH_PREPARED = "batch.prepared", "Lot de courrier prêt à imprimer"
    BATCH_HANDED_OVER = "batch.handed_over", "Lot de courrier remis à La Poste"
