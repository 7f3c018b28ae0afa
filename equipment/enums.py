"""The closed lists of the loan bank, the refurbishing chain and the family aid, with their French labels."""

from django.db.models import TextChoices

from inclusion.core import looks


class Need(TextChoices):
    """What a piece of equipment helps a pupil to do."""

    READING = "reading", "Lire"
    WRITING = "writing", "Écrire"
    ATTENTION = "attention", "Se concentrer"
    ORGANISATION = "organisation", "S’organiser"
    MATHS = "maths", "Compter et tracer"
    HEARING = "hearing", "Entendre"
    SEEING = "seeing", "Voir"
    MOTOR = "motor", "Bouger et manipuler"
    COMMUNICATION = "communication", "Communiquer"
    CALM = "calm", "S’apaiser"


class Condition(TextChoices):
    """How worn an item is."""

    NEW = "new", "Neuf"
    GOOD = "good", "Bon état"
    WORN = "worn", "Usagé"
    DAMAGED = "damaged", "Abîmé"


class ItemState(TextChoices):
    """Whether an item belongs to what the bank lends; its loans say whether it is out."""

    IN_SERVICE = "in_service", looks.DONE.label("En service")
    LOST = "lost", looks.Look("bad", "circle-question-mark").label("Perdu")
    RETIRED = "retired", looks.Look("calm", "archive").label("Sorti du parc")


class MdphStep(TextChoices):
    """The step of a pupil's file at the MDPH."""

    BEFORE = "before", "Avant toute demande"
    REQUESTED = "requested", "Demande déposée"
    NOTIFIED = "notified", "Notification reçue"


class RequestState(TextChoices):
    """The states of a school's request for a loan."""

    DRAFT = "draft", looks.DRAFT.label("Brouillon")
    SENT = "sent", looks.SENT.label("À traiter")
    WAITING = "waiting", looks.WAITING.label("Sur liste d’attente")
    OFFERED = "offered", looks.Look("warn", "hand").label("Proposée")
    CONFIRMED = "confirmed", looks.DONE.label("Confirmée")
    REFUSED = "refused", looks.FAILED.label("Refusée")
    WITHDRAWN = "withdrawn", looks.DROPPED.label("Retirée")


#: Requests that still wait for the bank, or for the school to take what it is offered.
OPEN_REQUESTS = (RequestState.SENT, RequestState.WAITING, RequestState.OFFERED)


class LoanState(TextChoices):
    """The states of a loan."""

    OFFERED = "offered", looks.Look("info", "hand-heart").label("Proposé")
    BOOKED = "booked", looks.Look("info", "calendar").label("Réservé")
    OUT = "out", looks.RUNNING.label("En prêt")
    RETURNED = "returned", looks.Look("calm", "check").label("Rendu")
    CANCELLED = "cancelled", looks.DROPPED.label("Annulé")


#: Loans that keep their items: put aside for somebody, or away.
STANDING_LOANS = (LoanState.OFFERED, LoanState.BOOKED, LoanState.OUT)


class TrialOutcome(TextChoices):
    """What came of a trial."""

    MDPH_REQUEST = "mdph_request", "Demande faite à la MDPH"
    KEPT = "kept", "Gardé par l’élève ou le collège"
    OTHER_MODEL = "other_model", "Un autre matériel est essayé"
    DROPPED = "dropped", "Abandonné"


class Verb(TextChoices):
    """What the journal of equipment records."""

    BANK_OPENED = "bank.opened", "Banque de prêt ouverte"
    BANK_CHANGED = "bank.changed", "Banque de prêt modifiée"
    CLOSURE_ADDED = "closure.added", "Fermeture ajoutée"
    CLOSURE_REMOVED = "closure.removed", "Fermeture retirée"
    HOLIDAYS_CHANGED = "holidays.changed", "Vacances scolaires modifiées"
    BUDGET_VOTED = "budget.voted", "Budget voté"
    BUDGET_WITHDRAWN = "budget.withdrawn", "Vote de budget retiré"
    PURCHASE_RECORDED = "purchase.recorded", "Achat enregistré"
    PURCHASE_CHANGED = "purchase.changed", "Achat modifié"
    PURCHASE_WITHDRAWN = "purchase.withdrawn", "Achat retiré"
    MODEL_ADDED = "equipment_model.added", "Modèle ajouté au catalogue"
    MODEL_CHANGED = "equipment_model.changed", "Modèle modifié"
    MODEL_PICTURED = "equipment_model.pictured", "Image d’un modèle changée"
    ITEM_ADDED = "item.added", "Matériel inventorié"
    ITEM_CHANGED = "item.changed", "Matériel modifié"
    ITEM_MOVED = "item.moved", "Matériel déplacé"
    ITEM_STEP = "item.step", "État d’un matériel changé"
    KIT_ADDED = "kit.added", "Mallette composée"
    KIT_CHANGED = "kit.changed", "Mallette modifiée"
    SUPPLY_ADDED = "supply.added", "Fourniture ajoutée"
    SUPPLY_CHANGED = "supply.changed", "Fourniture modifiée"
    SUPPLY_COUNTED = "supply.counted", "Stock d’une fourniture changé"
    SCHOOL_ADDED = "school.added", "Établissement ajouté"
    SCHOOL_CHANGED = "school.changed", "Établissement modifié"
    SCHOOL_CLOSED = "school.closed", "Établissement fermé"
    SCHOOL_REOPENED = "school.reopened", "Établissement rouvert"
    SCHOOLS_IMPORTED = "school.imported", "Annuaire des établissements importé"
    PUPIL_ADDED = "pupil.added", "Élève ajouté sous pseudonyme"
    PUPIL_CHANGED = "pupil.changed", "Pseudonyme d’un élève changé"
    PUPIL_FORGOTTEN = "pupil.forgotten", "Pseudonyme d’un élève effacé"
    REQUEST_DRAFTED = "loan_request.drafted", "Demande de prêt commencée"
    REQUEST_CHANGED = "loan_request.changed", "Demande de prêt modifiée"
    REQUEST_SENT = "loan_request.sent", "Demande de prêt envoyée"
    REQUEST_CONFIRMED = "loan_request.confirmed", "Demande de prêt confirmée"
    REQUEST_REFUSED = "loan_request.refused", "Demande de prêt refusée"
    REQUEST_WAITS = "loan_request.waits", "Demande mise sur liste d’attente"
    REQUEST_WITHDRAWN = "loan_request.withdrawn", "Demande de prêt retirée"
    REQUEST_DELETED = "loan_request.deleted", "Brouillon de demande supprimé"
    REQUEST_MAILED = "loan_request.told", "Courriel sur une demande de prêt"
    LOAN_OFFERED = "loan.offered", "Prêt proposé"
    LOAN_BOOKED = "loan.booked", "Prêt réservé"
    LOAN_HANDED_OVER = "loan.handed_over", "Matériel remis"
    LOAN_RETURNED = "loan.returned", "Matériel rendu"
    LOAN_EXTENDED = "loan.extended", "Prêt prolongé"
    LOAN_SHORTENED = "loan.shortened", "Prêt écourté"
    LOAN_CANCELLED = "loan.cancelled", "Prêt annulé"
    LOAN_SWAPPED = "loan.swapped", "Matériel d’un prêt remplacé"
    LOAN_PRINTED = "loan.printed", "Bon de prêt mis en pages"
    LOAN_OUTCOME = "loan.outcome", "Suite d’un essai notée"
    LOAN_MDPH = "loan.mdph", "Démarche auprès de la MDPH notée"
    LOAN_REMINDED = "loan.reminded", "Rappel d’un prêt envoyé"
    PHOTO_ADDED = "photo.added", "Photo ajoutée"
    PHOTO_REMOVED = "photo.removed", "Photo retirée"
    MAINTENANCE_BEGUN = "maintenance.begun", "Maintenance commencée"
    MAINTENANCE_CHANGED = "maintenance.changed", "Maintenance modifiée"
    MAINTENANCE_ENDED = "maintenance.ended", "Maintenance terminée"
    FEEDBACK_ASKED = "feedback.asked", "Retour d’essai demandé"
    FEEDBACK_GIVEN = "feedback.given", "Retour d’essai reçu"
    FEEDBACK_CLOSED = "feedback.closed", "Lien de retour fermé"
    CALENDAR_OPENED = "calendar_link.opened", "Abonnement au calendrier des prêts ouvert"
    CALENDAR_RENEWED = "calendar_link.renewed", "Adresse du calendrier des prêts changée"
    CALENDAR_ENDED = "calendar_link.ended", "Abonnement au calendrier des prêts arrêté"
    AUDIT_BEGUN = "stock_audit.begun", "Inventaire commencé"
    AUDIT_SCANNED = "stock_audit.scanned", "Matériel vu à l’inventaire"
    AUDIT_CLOSED = "stock_audit.closed", "Inventaire terminé"
    DONATION_RECORDED = "donation.recorded", "Don de matériel enregistré"
    DONATION_CHANGED = "donation.changed", "Don de matériel modifié"
    DONATION_AGREED = "donation.agreed", "Convention de don mise en pages"
    DONATION_SIGNED = "donation.signed", "Convention de don signée"
    DEVICE_ADDED = "device.added", "Appareil collecté"
    DEVICE_CHANGED = "device.changed", "Appareil modifié"
    DEVICE_STEP = "device.step", "Étape d’un appareil"
    DEVICE_WIPED = "device.wiped", "Effacement d’un appareil noté"
    DEVICE_WORKED = "device.worked", "Heures de travail notées"
    IMPACT_CHANGED = "impact.changed", "Valeurs environnementales modifiées"
    AID_OPENED = "aid_programme.opened", "Aide à l’équipement ouverte"
    AID_CHANGED = "aid_programme.changed", "Aide à l’équipement modifiée"
    AID_CLOSED = "aid_programme.closed", "Aide à l’équipement fermée"
    AID_REOPENED = "aid_programme.reopened", "Aide à l’équipement rouverte"
    AID_PROPOSED = "family_aid.proposed", "Famille proposée"
    AID_PROPOSAL_CHANGED = "family_aid.changed", "Proposition d’une famille modifiée"
    AID_DECIDED = "family_aid.decided", "Aide décidée en commission"
    AID_POSTPONED = "family_aid.postponed", "Aide reportée à une autre commission"
    AID_GIVEN = "family_aid.given", "Appareil remis à une famille"
    AID_ENDED = "family_aid.ended", "Parcours d’une famille terminé"
    AID_WITHDRAWN = "family_aid.withdrawn", "Proposition d’une famille retirée"
    AID_RESUMED = "family_aid.resumed", "Parcours d’une famille repris"
    AID_OUTCOME = "family_aid.outcome", "Suite d’une aide notée"
    AID_REGISTERED = "family_aid.registered", "Famille inscrite à une séance"
    AID_UNREGISTERED = "family_aid.unregistered", "Famille désinscrite d’une séance"
    AID_REMINDED = "family_aid.reminded", "Rappel d’une séance envoyé"
    COMMISSION_CALLED = "aid_commission.called", "Commission d’attribution convoquée"
    COMMISSION_CHANGED = "aid_commission.changed", "Commission d’attribution modifiée"
    COMMISSION_LISTED = "aid_commission.listed", "Familles inscrites à une commission"
    COMMISSION_CLOSED = "aid_commission.held", "Commission d’attribution tenue"
    SESSION_PLANNED = "training_session.planned", "Séance de formation prévue"
    SESSION_CHANGED = "training_session.changed", "Séance de formation modifiée"
    SESSION_CANCELLED = "training_session.cancelled", "Séance de formation annulée"
    ATTENDANCE_NOTED = "training_session.attendance", "Présences notées"
