"""The closed lists of funding, with their French labels."""

from django.db.models import TextChoices


class ContributionState(TextChoices):
    """Life of a contribution: a promise until its first receipt."""

    PLEDGED = "pledged", "Promis"
    CALLED = "called", "Appelé"
    RECEIVED = "received", "Reçu"
    REFUNDED = "refunded", "Remboursé"
    WITHDRAWN = "withdrawn", "Retiré"


class ContributionStanding(TextChoices):
    """Where a contribution stands, as its pages show it: its state, told apart where a state says too little."""

    PLEDGED = "pledged", "Promis"
    CALLED = "called", "Appelé"
    RECEIVED_IN_PART = "received_in_part", "Reçu en partie"
    RECEIVED = "received", "Reçu"
    MEMBER = "member", "Membre à 0\u00a0€"
    REFUNDED = "refunded", "Remboursé"
    WITHDRAWN = "withdrawn", "Retiré"


class CallState(TextChoices):
    """Life of a call for funds."""

    ISSUED = "issued", "Émis"
    CANCELLED = "cancelled", "Annulé"


class ContributionMailKind(TextChoices):
    """What an e-mail to a contributor is about."""

    REQUEST = "request", "Sollicitation"
    REQUEST_REMINDER = "request_reminder", "Relance pour une réponse"
    CALL = "call", "Appel de fonds"
    PAYMENT_REMINDER = "payment_reminder", "Relance pour un versement"


class GrantState(TextChoices):
    """Life of a grant: until its funder was told what its money did."""

    AWARDED = "awarded", "Accordée"
    JUSTIFIED = "justified", "Justifiée"


class ImportKind(TextChoices):
    """What a file that is brought in holds."""

    CONTRIBUTIONS = "contributions", "Contributions"
    RECEIPTS = "receipts", "Versements"


class ImportState(TextChoices):
    """Life of a file that is brought in."""

    TRIED = "tried", "Essayé"
    APPLIED = "applied", "Appliqué"
    DROPPED = "dropped", "Abandonné"


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
    FUND_CHANGED = "fund.changed", "Fonds modifié"
    FUND_CLOSED = "fund.closed", "Période d’un fonds close"
    FUND_REOPENED = "fund.reopened", "Période d’un fonds rouverte"
    LEVERAGE_SET = "leverage.set", "Règle d’effet levier ajoutée"
    LEVERAGE_ENDED = "leverage.ended", "Règle d’effet levier arrêtée"
    LEVERAGE_REMOVED = "leverage.removed", "Règle d’effet levier retirée"
    CONTRIBUTION_ASKED = "contribution.asked", "Contributeur sollicité"
    CONTRIBUTION_PLEDGED = "contribution.pledged", "Contribution promise"
    CONTRIBUTION_CHANGED = "contribution.changed", "Contribution modifiée"
    CONTRIBUTION_EARMARKED = "contribution.earmarked", "Contribution fléchée"
    CONTRIBUTION_WITHDRAWN = "contribution.withdrawn", "Contribution retirée"
    CONTRIBUTION_TAKEN_UP = "contribution.taken_up", "Contribution reprise après un retrait"
    CONTRIBUTION_MAILED = "contribution.mailed", "Courriel à un contributeur"
    CALL_ISSUED = "call.issued", "Appel de fonds émis"
    CALL_CANCELLED = "call.cancelled", "Appel de fonds annulé"
    RECEIPT_RECORDED = "receipt.recorded", "Versement enregistré"
    REFUND_RECORDED = "refund.recorded", "Remboursement à un contributeur enregistré"
    GRANT_AWARDED = "grant.awarded", "Subvention accordée"
    GRANT_CHANGED = "grant.changed", "Subvention modifiée"
    GRANT_RECEIVED = "grant.received", "Versement d’une subvention enregistré"
    GRANT_RETURNED = "grant.returned", "Subvention rendue à son financeur"
    GRANT_JUSTIFIED = "grant.justified", "Subvention justifiée"
    GRANT_REOPENED = "grant.reopened", "Justification d’une subvention reprise"
    ACTION_OPENED = "action.opened", "Action financée ouverte"
    ACTION_CHANGED = "action.changed", "Action financée modifiée"
    REACH_RECORDED = "reach.recorded", "Usagers aidés enregistrés"
    COMMITTED = "commitment.made", "Engagement"
    PAID = "payment.made", "Paiement"
    RELEASED = "commitment.released", "Dégagement"
    REVERSED = "transaction.reversed", "Écriture annulée"
    STATEMENT_ISSUED = "statement.issued", "Relevé de financement établi"
    STATEMENTS_ASKED = "statements.asked", "Relevés d’une année demandés"
    SIMULATOR_SHARED = "simulator.shared", "Simulateur ouvert par un lien"
    SIMULATOR_WITHDRAWN = "simulator.withdrawn", "Lien vers le simulateur retiré"
    IMPORT_TRIED = "import.tried", "Fichier essayé"
    IMPORT_APPLIED = "import.applied", "Fichier appliqué"
    IMPORT_DROPPED = "import.dropped", "Fichier abandonné"
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
