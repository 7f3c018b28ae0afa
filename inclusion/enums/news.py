"""The closed lists of the network's newsletter, of its public site, of its directory."""

from django.db.models import TextChoices


class IssueState(TextChoices):
    """Life of an issue of the newsletter."""

    DRAFT = "draft", "En préparation"
    SENDING = "sending", "Envoi en cours"
    SENT = "sent", "Envoyé"


class SubscriberOrigin(TextChoices):
    """How somebody came to receive the newsletter."""

    FORM = "form", "Formulaire du site"
    MEMBER = "member", "Membre du réseau"
    IMPORT = "import", "Liste apportée"


class NewsVerb(TextChoices):
    """What the journal records of the newsletter, the site and the directory."""

    ISSUE_BEGUN = "issue.begun", "Numéro du journal commencé"
    ISSUE_CHANGED = "issue.changed", "Numéro du journal modifié"
    ISSUE_SENT = "issue.sent", "Numéro du journal envoyé"
    ISSUE_FINISHED = "issue.finished", "Envoi d’un numéro du journal terminé"
    SUBSCRIBED = "subscriber.added", "Abonnement au journal"
    CONFIRMED = "subscriber.confirmed", "Abonnement au journal confirmé"
    BOUNCED = "subscriber.bounced", "Adresse d’un abonné refusée par son serveur"
    UNSUBSCRIBED = "subscriber.ended", "Désabonnement du journal"
    SUBSCRIBERS_IMPORTED = "subscriber.imported", "Liste d’abonnés apportée"
    SITE_CHANGED = "site.changed", "Site public modifié"
    PROFILE_CHANGED = "profile.changed", "Fiche d’annuaire modifiée"
    CONTACTED = "directory.contacted", "Message envoyé par l’annuaire"
    SEARCH_SAVED = "search.saved", "Recherche gardée"
    SEARCH_REMOVED = "search.removed", "Recherche gardée retirée"
