"""The closed lists of the register of people who help."""

from django.db.models import TextChoices


class HelperStatus(TextChoices):
    """As what somebody helps, in the words of the field."""

    ADVISER = "adviser", "Conseiller ou conseillère numérique"
    MEDIATOR = "mediator", "Médiateur ou médiatrice numérique"
    AIDANT_CONNECT = "aidant_connect", "Habilité Aidants Connect"
    FRANCE_SERVICES = "france_services", "Agent ou agente France Services"
    RECEPTION = "reception", "Agent ou agente d’accueil"
    SOCIAL_WORKER = "social_worker", "Travailleur social ou travailleuse sociale"
    LIBRARIAN = "librarian", "Bibliothécaire"
    TRAINER = "trainer", "Formateur ou formatrice"
    VOLUNTEER = "volunteer", "Bénévole"
    CIVIC_SERVICE = "civic_service", "Volontaire en service civique"


#: How one and several of a status are counted, where no name is shown: « 2 médiateurs ».
COUNTED = {
    HelperStatus.ADVISER: ("conseiller numérique", "conseillers numériques"),
    HelperStatus.MEDIATOR: ("médiateur numérique", "médiateurs numériques"),
    HelperStatus.AIDANT_CONNECT: ("aidant habilité Aidants Connect", "aidants habilités Aidants Connect"),
    HelperStatus.FRANCE_SERVICES: ("agent France Services", "agents France Services"),
    HelperStatus.RECEPTION: ("agent d’accueil", "agents d’accueil"),
    HelperStatus.SOCIAL_WORKER: ("travailleur social", "travailleurs sociaux"),
    HelperStatus.LIBRARIAN: ("bibliothécaire", "bibliothécaires"),
    HelperStatus.TRAINER: ("formateur", "formateurs"),
    HelperStatus.VOLUNTEER: ("bénévole", "bénévoles"),
    HelperStatus.CIVIC_SERVICE: ("volontaire en service civique", "volontaires en service civique"),
}


class Audience(TextChoices):
    """Who may find somebody, or read their name; the employer and the coordination always may."""

    NOBODY = "nobody", "Personne d’autre que l’employeur et la coordination"
    PARTNERS = "partners", "Les partenaires du réseau"
    PUBLIC = "public", "Tout le monde, dans le guide public"


class ConsentSource(TextChoices):
    """Who said what somebody agrees to."""

    PERSON = "person", "la personne, par son lien personnel"
    ORGANISATION = "organisation", "son employeur ou la coordination, avec son accord"


class Certificate(TextChoices):
    """What shows that a training was followed."""

    NONE = "none", "Pas encore vue"
    SEEN = "seen", "Vue par l’employeur ou la coordination"
    STORED = "stored", "Jointe à la fiche"


class HelperMailKind(TextChoices):
    """What somebody is written about."""

    LINK = "link", "Lien personnel"
    QUESTION = "question", "Question de l’année"
    FIRST_REMINDER = "first_reminder", "Premier rappel"
    SECOND_REMINDER = "second_reminder", "Second rappel"


class HelperVerb(TextChoices):
    """What the journal records of people who help."""

    ADDED = "helper.added", "Aidant ajouté"
    CHANGED = "helper.changed", "Fiche d’un aidant modifiée"
    CONSENT_CHANGED = "helper.consent", "Accord d’un aidant noté"
    WITHDRAWN = "helper.withdrawn", "Accord d’un aidant retiré"
    CONFIRMED = "helper.confirmed", "Fiche d’un aidant confirmée"
    LEFT = "helper.left", "Départ d’un aidant"
    RETURNED = "helper.returned", "Retour d’un aidant"
    LINK_SENT = "helper.link", "Lien personnel envoyé à un aidant"
    ASKED = "helper.asked", "Aidants interrogés sur leur fiche"
    PLACE_ADDED = "helper.place_added", "Lieu d’un aidant ajouté"
    PLACE_REMOVED = "helper.place_removed", "Lieu d’un aidant retiré"
    TRAINED = "helper.trained", "Formation d’un aidant notée"
    TRAINING_REMOVED = "helper.training_removed", "Formation d’un aidant retirée"
    ANONYMISED = "helper.anonymised", "Fiche d’un aidant anonymisée"
    IMPORTED = "helper.imported", "Fichier d’aidants repris"
