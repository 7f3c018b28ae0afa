"""The closed lists of referrals and of a person's path."""

from django.db.models import IntegerChoices, TextChoices

from inclusion.core import looks


class ReferralState(TextChoices):
    """Life of a referral."""

    SENT = "sent", looks.SENT.label("Envoyée")
    ACCEPTED = "accepted", looks.DONE.label("Rendez-vous fixé")
    MISSED = "missed", looks.Look("calm", "circle-x").label("Personne pas venue")
    MET = "met", looks.Look("info", "handshake").label("Personne reçue")
    DONE = "done", looks.DONE.label("Terminée")
    PASSED_ON = "passed_on", looks.Look("calm", "send").label("Transmise à un autre lieu")
    DECLINED = "declined", looks.FAILED.label("Refusée")
    LAPSED = "lapsed", looks.Look("calm", "hourglass").label("Restée sans réponse")
    WITHDRAWN = "withdrawn", looks.DROPPED.label("Retirée")


#: What is still under way; every other state is an end.
OPEN_STATES = (ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.MISSED, ReferralState.MET)
#: Ends that the receiver, or nobody, chose: the sender has something to read or to do.
RETURNED_STATES = (ReferralState.DONE, ReferralState.DECLINED, ReferralState.LAPSED)


class DeclineReason(TextChoices):
    """Why a place cannot receive somebody."""

    FULL = "full", "Plus de place en ce moment"
    OTHER_NEED = "other_need", "Nous ne proposons pas cette aide"
    TOO_FAR = "too_far", "Trop loin pour la personne"
    UNREACHABLE = "unreachable", "La personne reste injoignable"
    OTHER = "other", "Autre raison"


class ReachBy(TextChoices):
    """How the receiver reaches the person."""

    SENDER = "sender", "Par nous\u00a0: nous lui transmettons le rendez-vous"
    PHONE = "phone", "Par téléphone"
    EMAIL = "email", "Par courriel"
    POST = "post", "Par courrier"


class LevelAnswer(IntegerChoices):
    """How well a person feels able to do something."""

    NO = 1, "Pas du tout"
    WITH_HELP = 2, "Avec de l’aide"
    MOSTLY = 3, "Le plus souvent"
    ALONE = 4, "Oui, sans aide"


class PathEndReason(TextChoices):
    """Why somebody's path ends."""

    AUTONOMOUS = "autonomous", "Assez à l’aise pour continuer sans aide"
    MOVED = "moved", "A déménagé"
    STOPPED = "stopped", "A préféré arrêter"


class ReferralVerb(TextChoices):
    """What the journal records of referrals and paths; it names nobody."""

    SENT = "referral.sent", "Orientation envoyée"
    ACCEPTED = "referral.accepted", "Orientation acceptée, rendez-vous fixé"
    MOVED = "referral.moved", "Rendez-vous d’une orientation déplacé"
    MISSED = "referral.missed", "Personne orientée pas venue"
    MET = "referral.met", "Personne orientée reçue"
    DONE = "referral.done", "Orientation terminée"
    PASSED_ON = "referral.passed_on", "Orientation transmise à un autre lieu"
    DECLINED = "referral.declined", "Orientation refusée"
    LAPSED = "referral.lapsed", "Orientation restée sans réponse"
    WITHDRAWN = "referral.withdrawn", "Orientation retirée"
    READ = "referral.read", "Suite d’une orientation lue"
    CONSENT_WITHDRAWN = "referral.consent_withdrawn", "Accord retiré pour les orientations"
    LEVEL_NOTED = "path.level", "Niveau ressenti noté"
    PATH_ENDED = "path.ended", "Parcours terminé"
    PATH_REOPENED = "path.reopened", "Parcours rouvert"
