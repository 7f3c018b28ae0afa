"""The closed lists of what several features share, with their French labels."""

from django.db.models import TextChoices

from inclusion.core import looks


class Group(TextChoices):
    """The groups of the menu and of what a network does, in their order."""

    NETWORK = "network", "Réseau"
    FINANCE = "finance", "Financer"
    SUPPORT = "support", "Accompagner"
    MEASURE = "measure", "Mesurer"
    PUBLIC = "public", "Public"


class PartnerKind(TextChoices):
    """What an organisation is in a network (the kinds of the six territories)."""

    DEPARTMENT = "department", "Conseil départemental"
    PREFECTURE = "prefecture", "Préfecture"
    OPERATOR = "operator", "Opérateur de services publics"
    INTERCOMMUNALITY = "intercommunality", "Intercommunalité"
    COMMUNE = "commune", "Commune"
    CCAS = "ccas", "Centre communal d’action sociale"
    SOCIAL_CENTRE = "social_centre", "Centre médico-social"
    FRANCE_SERVICES = "france_services", "France services"
    ASSOCIATION = "association", "Association"
    SCHOOL = "school", "Établissement scolaire"
    TRAINING_PLACE = "training_place", "Organisme formateur"
    HUB = "hub", "Hub territorial"
    STATE_SERVICE = "state_service", "Service de l’État"
    COMPANY = "company", "Entreprise"
    OTHER = "other", "Autre organisme"


class BodyKind(TextChoices):
    """What a body of the governance is."""

    COPIL = "copil", "Comité de pilotage (COPIL)"
    COTECH = "cotech", "Comité technique (COTECH)"
    NETWORK = "network", "Réunion du réseau"
    GROUP = "group", "Groupe de travail"
    ASSEMBLY = "assembly", "Conseil ou assemblée"
    OTHER = "other", "Autre instance"


class ContributionSight(TextChoices):
    """What operators, intercommunalités and readers see of what others give to a fund."""

    EVERYTHING = "everything", "Chacun voit tout"
    OWN = "own", "Chacun voit le sien et les totaux"


class Channel(TextChoices):
    """How a letter reaches a person."""

    EMAIL = "email", "Par courriel"
    POST = "post", "Par courrier"
    HAND = "hand", "En main propre"


class Language(TextChoices):
    """The languages in which the portal writes to people, French first, as members call them."""

    FRENCH = "fr", "Français"
    ENGLISH = "en", "Anglais"
    SPANISH = "es", "Espagnol"
    PORTUGUESE = "pt", "Portugais"
    UKRAINIAN = "uk", "Ukrainien"
    ARABIC = "ar", "Arabe"

    @property
    def direction(self) -> str:
        """How its lines run."""
        return "rtl" if self == Language.ARABIC else "ltr"


class BounceKind(TextChoices):
    """What a message of a mail server means for an address: nothing works there, nothing did this time, or nothing."""

    HARD = "hard", "Adresse qui ne marche pas"
    SOFT = "soft", "Échec passager"
    NONE = "none", "Rien"


class BounceReason(TextChoices):
    """Why an e-mail did not arrive, in the words that a page shows."""

    UNKNOWN = "unknown", "Cette adresse n’existe pas."
    CLOSED = "closed", "Cette boîte est fermée."
    NO_DOMAIN = "no_domain", "Ce qui suit @ n’existe pas, ou ne reçoit aucun courriel."
    FULL = "full", "Boîte pleine."
    TOO_LARGE = "too_large", "Le message est trop lourd pour cette boîte."
    BLOCKED = "blocked", "Le serveur de cette adresse a pris le message pour un indésirable."
    UNREACHABLE = "unreachable", "Le serveur de cette adresse est resté injoignable."
    OTHER = "other", "Le serveur de cette adresse a rendu le message."


class JoinState(TextChoices):
    """Life of a request to join the network."""

    WAITING = "waiting", looks.WAITING.label("En attente")
    ACCEPTED = "accepted", looks.DONE.label("Acceptée")
    DECLINED = "declined", looks.FAILED.label("Refusée")


class JobState(TextChoices):
    """Life of a piece of background work."""

    QUEUED = "queued", looks.WAITING.label("En attente")
    RUNNING = "running", looks.UNDER_WAY.label("En cours")
    DONE = "done", looks.DONE.label("Terminé")
    FAILED = "failed", looks.FAILED.label("En échec")


class ImportState(TextChoices):
    """Life of a file that is brought in."""

    TRIED = "tried", looks.Look("info", "file-search").label("Essayé")
    APPLIED = "applied", looks.DONE.label("Appliqué")
    DROPPED = "dropped", looks.DROPPED.label("Abandonné")


class DocumentKind(TextChoices):
    """What a stored document is."""

    PASS_LETTER = "pass_letter", "Lettre de pass numérique"
    POSTAL_BATCH = "postal_batch", "Lot de courrier"
    POSTAL_MANIFEST = "postal_manifest", "Bordereau de courrier"
    STATEMENT = "statement", "Relevé de financement"
    STATEMENT_ARCHIVE = "statement_archive", "Relevés d’une année"
    CALL_FOR_FUNDS = "call_for_funds", "Appel de fonds"
    SPENDING_QUOTE = "spending_quote", "Devis"
    SPENDING_INVOICE = "spending_invoice", "Facture"
    SPENDING_DECISION = "spending_decision", "Décision"
    IMPORTED_FILE = "imported_file", "Fichier importé"
    AGREEMENT = "agreement", "Convention à signer"
    SIGNED_AGREEMENT = "signed_agreement", "Convention signée"
    SUBSIDY_REPORT = "subsidy_report", "Bilan d’une subvention"
    REIMBURSEMENT = "reimbursement", "Demande de remboursement"
    REIMBURSEMENT_ORDER = "reimbursement_order", "Remboursement validé"
    ROADMAP = "roadmap", "Feuille de route"
    ROADMAP_MINUTES = "roadmap_minutes", "Compte rendu d’adoption"
    ROADMAP_PAPER = "roadmap_paper", "Pièce d’une feuille de route"
    EQUIPMENT_PICTURE = "equipment_picture", "Image d’un matériel"
    NEWSLETTER_PICTURE = "newsletter_picture", "Image du journal du réseau"
    EQUIPMENT_INVOICE = "equipment_invoice", "Facture d’un achat de matériel"
    LOAN_PHOTO = "loan_photo", "Photo d’un matériel prêté"
    LOAN_SLIP = "loan_slip", "Bon de prêt"
    TRIAL_REPORT = "trial_report", "Bilan d’un essai de matériel"
    DONATION_AGREEMENT = "donation_agreement", "Convention de don de matériel"
    WIPE_CERTIFICATE = "wipe_certificate", "Certificat d’effacement"
    AID_RECEIPT = "aid_receipt", "Reçu d’une aide à l’équipement"
    MEETING_MINUTES = "meeting_minutes", "Relevé de décisions d’une réunion"
    HUB_EVIDENCE = "hub_evidence", "Justificatif de jours Hub"
    HUB_SHEET = "hub_sheet", "Fiche annuelle des jours Hub"
    PLACE_FILE = "place_file", "Fichier de lieux"
    ANNUAL_REPORT = "annual_report", "Rapport annuel du réseau"
    TRAINING_CERTIFICATE = "training_certificate", "Attestation de formation d’un aidant"
    PARTNER_LOGO = "partner_logo", "Logo d’un partenaire"


class Reminder(TextChoices):
    """E-mails that only remind and may be stopped: none of money, of the law, or of what is late."""

    MEETINGS = "meetings", "Une réunion où vous êtes invité approche"
    REFERRALS = "referrals", "Une orientation attend votre réponse"
    LOANS = "loans", "Un prêt de matériel arrive à sa fin"
    SURVEYS = "surveys", "Une enquête attend les réponses de votre structure"


class Verb(TextChoices):
    """What the journal of the network's own models records."""

    NETWORK_CREATED = "network.created", "Réseau créé"
    NETWORK_CHANGED = "network.changed", "Réglages du réseau modifiés"
    NETWORK_CLOSED = "network.closed", "Réseau fermé"
    NETWORK_REOPENED = "network.reopened", "Réseau rouvert"
    ACTIVITIES_CHANGED = "network.activities_changed", "Activités du réseau choisies"
    SECOND_FACTOR_ASKED = "network.second_factor_asked", "Seconde vérification rendue obligatoire"
    SECOND_FACTOR_WAIVED = "network.second_factor_waived", "Seconde vérification rendue facultative"
    PARTNER_ADDED = "partner.added", "Partenaire ajouté"
    PARTNER_CHANGED = "partner.changed", "Partenaire modifié"
    PARTNER_MERGED = "partner.merged", "Partenaires fusionnés"
    PARTNER_REATTACHED = "partner.reattached", "Membre rattaché à un autre partenaire"
    CONTACT_ADDED = "contact.added", "Contact ajouté"
    CONTACT_CHANGED = "contact.changed", "Contact modifié"
    SERVICE_ADDED = "service.added", "Service d’un partenaire ajouté"
    SERVICE_CHANGED = "service.changed", "Service d’un partenaire renommé"
    SERVICE_REMOVED = "service.removed", "Service d’un partenaire retiré"
    CONTACT_REMOVED = "contact.removed", "Contact retiré"
    MEMBER_INVITED = "member.invited", "Invitation envoyée"
    INVITATION_WITHDRAWN = "invitation.withdrawn", "Invitation annulée"
    MAIL_BOUNCED = "mail.bounced", "Courriel revenu"
    ADDRESS_CONFIRMED = "address.confirmed", "Adresse électronique confirmée"
    MEMBER_JOINED = "member.joined", "Membre arrivé"
    MEMBER_CHANGED = "member.changed", "Rôles d’un membre modifiés"
    REMINDERS_CHOSEN = "member.reminders_chosen", "Rappels par courriel choisis par un membre"
    MEMBER_RENAMED = "member.renamed", "Nom d’un membre modifié"
    MEMBER_LEFT = "member.left", "Accès d’un membre retiré"
    JOIN_ASKED = "join.asked", "Demande d’adhésion reçue"
    JOIN_ACCEPTED = "join.accepted", "Demande d’adhésion acceptée"
    JOIN_DECLINED = "join.declined", "Demande d’adhésion refusée"
    PERSON_ADDED = "person.added", "Personne ajoutée"
    PERSON_CHANGED = "person.changed", "Fiche d’une personne modifiée"
    PERSON_KEPT = "person.kept", "Fiche d’une personne gardée plus longtemps"
    PERSON_ANONYMISED = "person.anonymised", "Fiche d’une personne anonymisée"
    PERSON_HANDED_OVER = "person.handed_over", "Données remises à une personne"
    PERSON_ERASED = "person.erased", "Fiche d’une personne effacée à sa demande"
    DOCUMENT_STORED = "document.stored", "Document enregistré"
    DOCUMENT_ERASED = "document.erased", "Document effacé"
    BODY_ADDED = "body.added", "Instance ajoutée"
    BODY_CHANGED = "body.changed", "Instance modifiée"


# -- Journal of the newsletter, the site and the directory


class NewsVerb(TextChoices):
    """What the journal records of the newsletter, the site and the directory."""

    ISSUE_BEGUN = "issue.begun", "Numéro du journal commencé"
    ISSUE_CHANGED = "issue.changed", "Numéro du journal modifié"
    ISSUE_PLANNED = "issue.planned", "Envoi d’un numéro du journal prévu"
    ISSUE_TAKEN_BACK = "issue.taken_back", "Numéro du journal repris en brouillon"
    ISSUE_SENT = "issue.sent", "Numéro du journal envoyé"
    ISSUE_FINISHED = "issue.finished", "Envoi d’un numéro du journal terminé"
    SUBSCRIBED = "subscriber.added", "Abonnement au journal"
    CONFIRMED = "subscriber.confirmed", "Abonnement au journal confirmé"
    READING_CHOSEN = "subscriber.chosen", "Ce qu’un abonné reçoit du journal, changé par lui"
    BOUNCED = "subscriber.bounced", "Adresse d’un abonné refusée par son serveur"
    UNSUBSCRIBED = "subscriber.ended", "Désabonnement du journal"
    REFUSED = "subscriber.refused", "Journal refusé par une adresse qui ne le recevait pas"
    READINGS_FORGOTTEN = "issue.readings_forgotten", "Destinataires d’anciens numéros oubliés"
    SUBSCRIBERS_IMPORTED = "subscriber.imported", "Liste d’abonnés importée"
    SITE_CHANGED = "site.changed", "Site public modifié"
    STEPS_SET_ASIDE = "site.steps_set_aside", "Premiers pas mis de côté"
    PROFILE_CHANGED = "profile.changed", "Fiche d’annuaire modifiée"
    CONTACTED = "directory.contacted", "Message envoyé par l’annuaire"
    SEARCH_SAVED = "search.saved", "Recherche gardée"
    SEARCH_REMOVED = "search.removed", "Recherche gardée retirée"
