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
    """The state of a contribution as its pages show it, more detailed where a state says too little."""

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
    """Life of a grant: until its funder was informed of what its money did."""

    AWARDED = "awarded", "Accordée"
    JUSTIFIED = "justified", "Justifiée"


class ImportKind(TextChoices):
    """What an imported file contains."""

    CONTRIBUTIONS = "contributions", "Contributions"
    RECEIPTS = "receipts", "Versements"


class AccountKind(TextChoices):
    """What the euros of an account are. SOURCE is what was brought, below zero; every other one is never below zero."""

    SOURCE = "source", "Apporté"
    SHARE = "share", "Part d’un contributeur"
    GRANT = "grant", "Subvention disponible"
    COMMITTED = "committed", "Engagé"
    OWED = "owed", "Dû"
    PAID = "paid", "Payé"


class TransactionKind(TextChoices):
    """The kinds of movements of euros."""

    RECEIPT = "receipt", "Versement"
    MATCH = "match", "Effet levier"
    GRANT = "grant", "Subvention reçue"
    COMMITMENT = "commitment", "Engagement"
    PAYMENT = "payment", "Paiement"
    RELEASE = "release", "Dégagement"
    DEBT = "debt", "Pass utilisé"
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
    RETURNED = "returned", "Revenue"
    HANDED = "handed", "Remise en main propre"
    UNCERTAIN = "uncertain", "À vérifier"
    FAILED = "failed", "En échec"
    CANCELLED = "cancelled", "Annulée"


class LetterKind(TextChoices):
    """What a letter carries."""

    PASSES = "passes", "Lettre et pass"
    REMINDER = "reminder", "Lettre de rappel"


class ValidityRule(TextChoices):
    """Until when the passes of a programme may be used."""

    MONTHS = "months", "Un nombre de mois après l’envoi"
    YEAR_END = "year_end", "Jusqu’à la fin de l’année d’envoi"


class PassState(TextChoices):
    """Life of one pass, and where its euros are: outstanding, owed to a place, paid, or given back to the fund."""

    ISSUED = "issued", "Valable"
    REDEEMED = "redeemed", "Utilisé, à payer"
    PAID = "paid", "Utilisé et payé"
    EXPIRED = "expired", "Périmé"
    CANCELLED = "cancelled", "Annulé"
    LAPSED = "lapsed", "Utilisé, jamais réclamé"


class RefusalReason(TextChoices):
    """Why a place cannot use a pass; what is shown never says anything about the person, nor which other place."""

    UNKNOWN = "unknown", "Ce code n’est pas celui d’un pass"
    USED = "used", "Ce pass a déjà servi"
    EXPIRED = "expired", "Ce pass n’est plus valable"
    CANCELLED = "cancelled", "Ce pass est annulé"
    ELSEWHERE = "elsewhere", "Ce lieu n’accepte pas ce pass"
    NOT_YET = "not_yet", "La séance précède l’envoi de ce pass"
    TOO_OLD = "too_old", "La séance est trop ancienne"
    FUTURE = "future", "La séance n’a pas encore eu lieu"
    CLOSED = "closed", "Le fonds de ce pass est clos"


class ReimbursementState(TextChoices):
    """Life of what a place asks to be paid for the passes it accepted."""

    SUBMITTED = "submitted", "À valider"
    VALIDATED = "validated", "À payer"
    PAID = "paid", "Payée"
    CLOSED = "closed", "Soldée sans paiement"


class PlaceMailKind(TextChoices):
    """What an e-mail to a training place is about."""

    LAPSE_WARNING = "lapse_warning", "Pass à faire rembourser avant une date"
    VALIDATED = "validated", "Demande de remboursement validée"
    PAID = "paid", "Remboursement payé"


class MailingState(TextChoices):
    """Life of a sending of passes to several people."""

    TRIED = "tried", "À confirmer"
    RUNNING = "running", "En cours"
    DONE = "done", "Terminé"
    DROPPED = "dropped", "Abandonné"


class MailingOutcome(TextChoices):
    """What became, or would become, of one person of a mailing."""

    READY = "ready", "Prêt"
    REFUSED = "refused", "Écarté"
    SENT = "sent", "Envoyé"


class BatchState(TextChoices):
    """Life of a batch of letters for the post."""

    OPEN = "open", "Ouvert"
    CLOSED = "closed", "Fermé, à imprimer"
    HANDED_OVER = "handed_over", "Remis à La Poste"


class AgreementKind(TextChoices):
    """What an agreement binds its parties to."""

    FRAMEWORK = "framework", "Convention cadre"
    COOPERATION = "cooperation", "Convention de coopération"
    COFINANCING_TWO = "cofinancing_two", "Convention de cofinancement bipartite"
    COFINANCING_THREE = "cofinancing_three", "Convention de cofinancement tripartite"
    CTG = "ctg", "Convention territoriale globale (CTG)"


#: The template of an amendment is one more text besides those of the kinds of agreements.
AMENDMENT_TEXT = "amendment"
TEXT_CHOICES = [*AgreementKind.choices, (AMENDMENT_TEXT, "Avenant")]


class AgreementState(TextChoices):
    """Life of an agreement; once in force it is renewed by a successor."""

    DRAFT = "draft", "Brouillon"
    REVIEW = "review", "En relecture"
    CORRECTION = "correction", "En correction"
    TO_SIGN = "to_sign", "À signer"
    SIGNED = "signed", "Signée"
    ACTIVE = "active", "En vigueur"
    ENDED = "ended", "Terminée"
    TERMINATED = "terminated", "Résiliée"


class PartyRole(TextChoices):
    """Why an organisation signs an agreement."""

    CARRIER = "carrier", "Porteur"
    FUNDER = "funder", "Financeur"
    COLLECTIVITE = "collectivite", "Collectivité"
    EMPLOYER = "employer", "Employeur"
    PARTNER = "partner", "Partenaire"


class InstalmentFlow(TextChoices):
    """How the euros of an instalment go: into the fund, out of it, or from one party to another beside it."""

    CALLED = "called", "Versée au fonds"
    PAID_BY_FUND = "paid_by_fund", "Payée par le fonds"
    DIRECT = "direct", "Versée directement"


class SubsidyState(TextChoices):
    """Life of the yearly request to an operator; what became of its money is shown by the instalments of the year."""

    DRAFT = "draft", "À compléter"
    SUBMITTED = "submitted", "Déposée"
    GRANTED = "granted", "Accordée"
    REFUSED = "refused", "Refusée"


class BudgetSide(TextChoices):
    """The two sides of the budget of a subsidy request, which are equal."""

    EXPENSE = "expense", "Dépense"
    RESOURCE = "resource", "Recette"


class PostKind(TextChoices):
    """What somebody is employed for."""

    DIGITAL_ADVISER = "digital_adviser", "Conseiller numérique"
    COORDINATOR = "coordinator", "Coordinateur de conseillers numériques"


class PostState(TextChoices):
    """Life of a request for a co-financed post, up to its decision; its agreement shows the rest."""

    DRAFT = "draft", "À compléter"
    SUBMITTED = "submitted", "Demandé"
    ACCEPTED = "accepted", "Retenu"
    REFUSED = "refused", "Non retenu"


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
    STATEMENT_PRINTED = "statement.printed", "Relevé de financement mis en pages"
    STATEMENTS_ASKED = "statements.asked", "Relevés d’une année demandés"
    SIMULATOR_SHARED = "simulator.shared", "Simulateur ouvert par un lien"
    SIMULATOR_WITHDRAWN = "simulator.withdrawn", "Lien vers le simulateur retiré"
    IMPORT_TRIED = "import.tried", "Fichier essayé"
    IMPORT_APPLIED = "import.applied", "Fichier appliqué"
    IMPORT_DROPPED = "import.dropped", "Fichier abandonné"
    PROGRAMME_OPENED = "programme.opened", "Programme de pass ouvert"
    PROGRAMME_CHANGED = "programme.changed", "Programme de pass modifié"
    PROGRAMME_CLOSED = "programme.closed", "Programme de pass fermé"
    PROGRAMME_REOPENED = "programme.reopened", "Programme de pass rouvert"
    TRAINING_PLACE_OPENED = "training_place.opened", "Lieu de formation ajouté"
    TRAINING_PLACE_CHANGED = "training_place.changed", "Lieu de formation modifié"
    BOOKLET_ISSUED = "booklet.issued", "Carnet de pass envoyé"
    BOOKLET_CANCELLED = "booklet.cancelled", "Carnet de pass annulé"
    BOOKLET_WITHDRAWN = "booklet.withdrawn", "Pass restants d’un carnet annulés"
    BOOKLET_EXPIRED = "booklet.expired", "Pass d’un carnet périmés"
    PASS_REDEEMED = "pass.redeemed", "Pass utilisé"
    PASS_TAKEN_BACK = "pass.taken_back", "Utilisation d’un pass annulée"
    PASS_REFUSED = "pass.refused", "Pass refusé à un lieu"
    PASS_LAPSED = "pass.lapsed", "Pass jamais réclamé, rendu au fonds"
    REFUSAL_SETTLED = "refusal.settled", "Pass refusé traité"
    REIMBURSEMENT_ASKED = "reimbursement.asked", "Remboursement demandé"
    REIMBURSEMENT_CORRECTED = "reimbursement.corrected", "Ligne d’un remboursement corrigée"
    REIMBURSEMENT_VALIDATED = "reimbursement.validated", "Remboursement validé"
    REIMBURSEMENT_PAID = "reimbursement.paid", "Remboursement payé"
    REIMBURSEMENT_UNPAID = "reimbursement.unpaid", "Paiement d’un remboursement annulé"
    REIMBURSEMENTS_EXPORTED = "reimbursements.exported", "Remboursements exportés pour la comptabilité"
    PLACE_MAILED = "place.mailed", "Courriel à un lieu de formation"
    MAILING_TRIED = "mailing.tried", "Envoi groupé préparé"
    MAILING_STARTED = "mailing.started", "Envoi groupé lancé"
    MAILING_DROPPED = "mailing.dropped", "Envoi groupé abandonné"
    PEOPLE_TOLD_APART = "people.told_apart", "Deux fiches reconnues distinctes"
    REMINDER_ASKED = "reminder.asked", "Lettre de rappel demandée"
    REMINDER_CANCELLED = "reminder.cancelled", "Lettre de rappel annulée"
    LETTER_HANDED = "letter.handed", "Lettre remise en main propre"
    LETTER_RETURNED = "letter.returned", "Lettre revenue"
    LETTER_READDRESSED = "letter.readdressed", "Lettre revenue, envoyée de nouveau"
    LETTER_WRITTEN = "letter.written", "Lettre écrite"
    LETTER_SENT = "letter.sent", "Lettre envoyée"
    LETTER_FAILED = "letter.failed", "Lettre en échec"
    LETTER_UNCERTAIN = "letter.uncertain", "Envoi d’une lettre à vérifier"
    LETTER_CONFIRMED = "letter.confirmed", "Envoi d’une lettre confirmé"
    LETTER_EMPTIED = "letter.emptied", "Lettre vidée avec la fiche de la personne"
    LETTER_RETRIED = "letter.retried", "Lettre relancée"
    BATCH_CLOSED = "batch.closed", "Lot de courrier fermé"
    BATCH_PREPARED = "batch.prepared", "Lot de courrier prêt à imprimer"
    BATCH_HANDED_OVER = "batch.handed_over", "Lot de courrier remis à La Poste"
    AGREEMENT_DRAFTED = "agreement.drafted", "Convention commencée"
    AGREEMENT_CHANGED = "agreement.changed", "Convention modifiée"
    AGREEMENT_DISCARDED = "agreement.discarded", "Brouillon de convention supprimé"
    AGREEMENT_SENT = "agreement.sent", "Convention envoyée en relecture"
    AGREEMENT_SENT_BACK = "agreement.sent_back", "Convention renvoyée en correction"
    AGREEMENT_TO_SIGN = "agreement.to_sign", "Convention prête à signer"
    AGREEMENT_SIGNED = "agreement.signed", "Convention signée"
    AGREEMENT_BEGUN = "agreement.begun", "Convention entrée en vigueur"
    AGREEMENT_ENDED = "agreement.ended", "Convention terminée"
    AGREEMENT_TERMINATED = "agreement.terminated", "Convention résiliée"
    AGREEMENT_RENEWED = "agreement.renewed", "Convention reconduite"
    AGREEMENT_AMENDED = "agreement.amended", "Avenant commencé"
    AGREEMENT_REMINDED = "agreement.reminded", "Rappel de fin de convention"
    SECTION_WRITTEN = "section.written", "Article d’une convention modifié"
    SECTION_COMMENTED = "section.commented", "Remarque sur un article"
    COMMENT_RESOLVED = "comment.resolved", "Remarque traitée"
    TEMPLATE_CHANGED = "template.changed", "Modèle de convention modifié"
    TEMPLATE_PUBLISHED = "template.published", "Modèle de convention publié"
    INSTALMENT_CALLED = "instalment.called", "Échéance appelée"
    INSTALMENT_ENGAGED = "instalment.engaged", "Échéance engagée sur le fonds"
    INSTALMENT_SETTLED = "instalment.settled", "Échéance versée directement"
    INSTALMENT_UNSETTLED = "instalment.unsettled", "Échéance notée versée par erreur"
    SUBSIDY_PREPARED = "subsidy.prepared", "Demande de subvention commencée"
    SUBSIDY_CHANGED = "subsidy.changed", "Demande de subvention modifiée"
    SUBSIDY_SUBMITTED = "subsidy.submitted", "Demande de subvention déposée"
    SUBSIDY_REOPENED = "subsidy.reopened", "Demande de subvention à compléter"
    SUBSIDY_GRANTED = "subsidy.granted", "Demande de subvention accordée"
    SUBSIDY_REFUSED = "subsidy.refused", "Demande de subvention refusée"
    POST_DRAFTED = "post.drafted", "Demande de poste commencée"
    POST_CHANGED = "post.changed", "Demande de poste modifiée"
    POST_DISCARDED = "post.discarded", "Demande de poste supprimée"
    POST_SUBMITTED = "post.submitted", "Demande de poste déposée"
    POST_REOPENED = "post.reopened", "Demande de poste à compléter"
    POST_ACCEPTED = "post.accepted", "Poste retenu"
    POST_REFUSED = "post.refused", "Poste non retenu"
    POST_PLANNED = "post.planned", "Plan de financement d’un poste modifié"
    POST_VACATED = "post.vacated", "Poste devenu vacant"
    POST_FILLED = "post.filled", "Poste pourvu"
    ROADMAP_NOTED = "roadmap.noted", "Feuille de route locale notée"
    STATE_AID_CHANGED = "state_aid.changed", "Barème de l’aide de l’État modifié"
