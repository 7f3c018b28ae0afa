"""The closed lists of passes, with their French labels."""

from django.db.models import TextChoices

from inclusion.core import looks


class PassState(TextChoices):
    """Life of one pass, and where its euros are: outstanding, owed to a place, paid, or given back to the fund."""

    ISSUED = "issued", looks.Look("good", "ticket").label("Valable")
    REDEEMED = "redeemed", looks.DONE.label("Utilisé, à payer")
    PAID = "paid", looks.DONE.label("Utilisé et payé")
    EXPIRED = "expired", looks.ENDED.label("Périmé")
    CANCELLED = "cancelled", looks.DROPPED.label("Annulé")
    LAPSED = "lapsed", looks.Look("calm", "hourglass").label("Utilisé, jamais réclamé")


class LetterKind(TextChoices):
    """What a letter carries."""

    PASSES = "passes", "Lettre et pass"
    REMINDER = "reminder", "Lettre de rappel"


# -- Programmes and training places


class ValidityRule(TextChoices):
    """Until when the passes of a programme may be used."""

    MONTHS = "months", "Un nombre de mois après l’envoi"
    YEAR_END = "year_end", "Jusqu’à la fin de l’année d’envoi"


#: What vouches for a place: quality of training, then what programmes of the State and others recognise.
PLACE_LABELS = (
    "Qualiopi",
    "Aptic",
    "Aidants Connect",
    "Certification PIX",
    "Conseillers numériques",
    "France Services",
)


class PlaceMailKind(TextChoices):
    """What an e-mail to a training place is about."""

    LAPSE_WARNING = "lapse_warning", "Pass à faire rembourser avant une date"
    VALIDATED = "validated", "Demande de remboursement validée"
    PAID = "paid", "Remboursement payé"


# -- Requests to become a training place


class PlaceRequestState(TextChoices):
    """Life of the request of an organisation that wants to accept passes."""

    WAITING = "waiting", looks.WAITING.label("En attente")
    ACCEPTED = "accepted", looks.DONE.label("Acceptée")
    DECLINED = "declined", looks.FAILED.label("Refusée")
    WITHDRAWN = "withdrawn", looks.DROPPED.label("Retirée")


# -- Letters and postal batches


class LetterState(TextChoices):
    """Life of a letter. `uncertain`: the worker died while the mail server was answering; a person looks, decides."""

    QUEUED = "queued", looks.WAITING.label("En attente")
    WRITING = "writing", looks.UNDER_WAY.label("En cours d’écriture")
    WRITTEN = "written", looks.Look("info", "file-check").label("Prête")
    SENDING = "sending", looks.UNDER_WAY.label("En cours d’envoi")
    SENT = "sent", looks.SENT.label("Envoyée par courriel")
    BOUNCED = "bounced", looks.FAILED.label("Non remise")
    BATCHED = "batched", looks.Look("info", "package").label("Dans le lot de courrier")
    POSTED = "posted", looks.SENT.label("Remise à La Poste")
    RETURNED = "returned", looks.GIVEN_BACK.label("Revenue")
    HANDED = "handed", looks.Look("good", "hand").label("Remise en main propre")
    UNCERTAIN = "uncertain", looks.TO_CHECK.label("À vérifier")
    FAILED = "failed", looks.FAILED.label("En échec")
    CANCELLED = "cancelled", looks.DROPPED.label("Annulée")


class BatchState(TextChoices):
    """Life of a batch of letters for the post."""

    OPEN = "open", looks.RUNNING.label("Ouvert")
    CLOSED = "closed", looks.CLOSED.label("Fermé, à imprimer")
    HANDED_OVER = "handed_over", looks.SENT.label("Remis à La Poste")


# -- Mailings


class MailingState(TextChoices):
    """Life of a sending of passes to several people."""

    TRIED = "tried", looks.Look("info", "file-search").label("À confirmer")
    RUNNING = "running", looks.UNDER_WAY.label("En cours")
    DONE = "done", looks.DONE.label("Terminé")
    DROPPED = "dropped", looks.DROPPED.label("Abandonné")


class MailingOutcome(TextChoices):
    """What became, or would become, of one person of a mailing."""

    READY = "ready", looks.Look("info", "circle-dot").label("Prêt")
    REFUSED = "refused", looks.FAILED.label("Écarté")
    SENT = "sent", looks.SENT.label("Envoyé")


# -- Reimbursements


class ReimbursementState(TextChoices):
    """Life of what a place asks to be paid for the passes it accepted."""

    SUBMITTED = "submitted", looks.ASKED.label("À valider")
    VALIDATED = "validated", looks.Look("warn", "banknote").label("À payer")
    PAID = "paid", looks.DONE.label("Payée")
    CLOSED = "closed", looks.CLOSED.label("Soldée sans paiement")


# -- Uses


class RefusalReason(TextChoices):
    """Why a place cannot use a pass; what is shown never says anything about the person, nor which other place."""

    UNKNOWN = "unknown", "Ce code n’est pas celui d’un pass"
    USED = "used", "Ce pass a déjà servi"
    EXPIRED = "expired", "Ce pass n’est plus valable"
    CANCELLED = "cancelled", "Ce pass est annulé"
    REPLACED = "replaced", "Ce pass est remplacé par un autre carnet"
    NOT_LEFT = "not_left", "La lettre de ce pass n’est pas encore partie"
    NOT_HANDED = "not_handed", "Ce pass n’est pas encore noté comme remis à la personne"
    ELSEWHERE = "elsewhere", "Ce lieu n’accepte pas ce pass"
    NOT_YET = "not_yet", "La séance précède l’envoi de ce pass"
    TOO_OLD = "too_old", "La séance est trop ancienne"
    FUTURE = "future", "La séance n’a pas encore eu lieu"
    CLOSED = "closed", "Le fonds de ce pass est clos"


class PostingRhythm(TextChoices):
    """When a network's letters are taken to the post."""

    BY_HAND = "by_hand", "Sans jour fixe\u00a0: la coordination ferme les lots"
    WEEKLY = "weekly", "Toutes les semaines"
    FORTNIGHTLY = "fortnightly", "Une semaine sur deux"
    MONTHLY = "monthly", "Une fois par mois, la première fois que ce jour revient"
