"""What members may do: permissions are words, roles are classes with a set of them."""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar


class Permission(StrEnum):
    """What a member may do. The value is what logs and tables show."""

    NETWORK_VIEW = "network.view"
    NETWORK_NOTE = "network.note"
    NETWORK_SETTINGS = "network.settings"
    JOURNAL_VIEW = "journal.view"
    PARTNERS_VIEW = "partners.view"
    PARTNERS_EDIT = "partners.edit"
    MEMBERS_MANAGE = "members.manage"
    JOIN_DECIDE = "join.decide"
    PEOPLE_VIEW = "people.view"
    PEOPLE_VIEW_ALL = "people.view_all"
    PEOPLE_EDIT = "people.edit"
    PEOPLE_RIGHTS = "people.rights"
    PASSES_VIEW = "passes.view"
    PASSES_SEND = "passes.send"
    PASSES_DISPATCH = "passes.dispatch"
    PASSES_MANAGE = "passes.manage"
    PASSES_REDEEM = "passes.redeem"
    PASSES_FOLLOW = "passes.follow"
    REIMBURSEMENTS_OWN = "reimbursements.own"
    REIMBURSEMENTS_DECIDE = "reimbursements.decide"
    FUNDS_VIEW = "funds.view"
    FUNDS_MANAGE = "funds.manage"
    CHAIN_VIEW = "chain.view"
    CONTRIBUTIONS_OWN = "contributions.own"
    SIMULATOR_USE = "simulator.use"
    STATEMENTS_OWN = "statements.own"
    STATEMENTS_ALL = "statements.all"
    AGREEMENTS_VIEW = "agreements.view"
    AGREEMENTS_VIEW_ALL = "agreements.view_all"
    AGREEMENTS_COMMENT = "agreements.comment"
    AGREEMENTS_MANAGE = "agreements.manage"
    SUBSIDIES_DECIDE = "subsidies.decide"
    POSTS_VIEW = "posts.view"
    POSTS_VIEW_ALL = "posts.view_all"
    POSTS_REQUEST = "posts.request"
    POSTS_DECIDE = "posts.decide"
    ROADMAPS_VIEW = "roadmaps.view"
    ROADMAPS_VIEW_ALL = "roadmaps.view_all"
    ROADMAPS_LOCAL = "roadmaps.local"
    ROADMAPS_MANAGE = "roadmaps.manage"
    BODIES_VIEW = "bodies.view"
    BODIES_MANAGE = "bodies.manage"
    EQUIPMENT_VIEW = "equipment.view"
    EQUIPMENT_BORROW = "equipment.borrow"
    EQUIPMENT_FOLLOW = "equipment.follow"
    EQUIPMENT_MANAGE = "equipment.manage"
    REFURBISHING_VIEW = "refurbishing.view"
    REFURBISHING_MANAGE = "refurbishing.manage"
    AID_VIEW = "aid.view"
    AID_PROPOSE = "aid.propose"
    AID_DECIDE = "aid.decide"
    AID_TRAIN = "aid.train"
    EVALUATION_VIEW = "evaluation.view"
    EVALUATION_MANAGE = "evaluation.manage"
    EVALUATION_MICRODATA = "evaluation.microdata"
    ANSWERS_ENTER = "answers.enter"
    ACTIVITY_RECORD = "activity.record"
    ACTIVITY_VIEW = "activity.view"
    REPORT_VIEW = "report.view"
    REPORT_MAKE = "report.make"
    HUB_VIEW = "hub.view"
    HUB_RECORD = "hub.record"
    HUB_MANAGE = "hub.manage"
    GUIDE_VIEW = "guide.view"
    GUIDE_OWN = "guide.own"
    GUIDE_MANAGE = "guide.manage"
    EVENTS_VIEW = "events.view"
    EVENTS_OWN = "events.own"
    EVENTS_MANAGE = "events.manage"
    NEWSLETTER_MANAGE = "newsletter.manage"
    DIRECTORY_VIEW = "directory.view"
    DIRECTORY_OWN = "directory.own"
    REFERRALS_VIEW = "referrals.view"
    REFERRALS_SEND = "referrals.send"
    REFERRALS_RECEIVE = "referrals.receive"
    REFERRALS_COUNT = "referrals.count"
    HELPERS_VIEW = "helpers.view"
    HELPERS_OWN = "helpers.own"
    HELPERS_MANAGE = "helpers.manage"
    HELP_DESKS_OWN = "help_desks.own"
    HELP_DESKS_MANAGE = "help_desks.manage"
    CIVIC_SERVICE_VIEW = "civic_service.view"
    CIVIC_SERVICE_MANAGE = "civic_service.manage"


#: Whoever may one of these runs the network or decides where money goes: a second factor is always asked for.
RUNS_NETWORK_OR_MONEY = frozenset(
    {
        Permission.NETWORK_SETTINGS,
        Permission.MEMBERS_MANAGE,
        Permission.FUNDS_MANAGE,
        Permission.CONTRIBUTIONS_OWN,
        Permission.SUBSIDIES_DECIDE,
        Permission.REIMBURSEMENTS_OWN,
        Permission.REIMBURSEMENTS_DECIDE,
    }
)
#: Whoever may one of these reads about people helped, pupils or families: it is asked for unless the network does not.
READS_ABOUT_PEOPLE = frozenset(
    {
        Permission.PEOPLE_VIEW,
        Permission.PEOPLE_VIEW_ALL,
        Permission.PEOPLE_EDIT,
        Permission.PEOPLE_RIGHTS,
        Permission.PASSES_SEND,
        Permission.PASSES_DISPATCH,
        Permission.EQUIPMENT_BORROW,
        Permission.EQUIPMENT_MANAGE,
        Permission.AID_VIEW,
        Permission.AID_PROPOSE,
        Permission.AID_DECIDE,
        Permission.AID_TRAIN,
        Permission.EVALUATION_MICRODATA,
        Permission.REFERRALS_VIEW,
        Permission.REFERRALS_SEND,
        Permission.REFERRALS_RECEIVE,
        Permission.HELP_DESKS_OWN,
        Permission.HELP_DESKS_MANAGE,
    }
)


class Role:
    """A role: its name in French, what it is for, and what it may do."""

    name: ClassVar[str]
    label: ClassVar[str]
    description: ClassVar[str]
    permissions: ClassVar[frozenset[Permission]]


_MEMBER = frozenset(
    {
        Permission.NETWORK_VIEW,
        Permission.PARTNERS_VIEW,
        Permission.SIMULATOR_USE,
        Permission.ROADMAPS_VIEW,
        Permission.BODIES_VIEW,
        Permission.EQUIPMENT_VIEW,
        Permission.EVALUATION_VIEW,
        Permission.GUIDE_VIEW,
        Permission.EVENTS_VIEW,
        Permission.DIRECTORY_VIEW,
        Permission.HELPERS_VIEW,
    }
)
#: Whoever gives help: proposes the network's questionnaires, notes the help that was given, says what its organisation
#: does, where and when.
_ACTOR = _MEMBER | {
    Permission.ANSWERS_ENTER,
    Permission.ACTIVITY_RECORD,
    Permission.GUIDE_OWN,
    Permission.EVENTS_OWN,
    Permission.DIRECTORY_OWN,
    Permission.HELPERS_OWN,
    Permission.CIVIC_SERVICE_VIEW,
}


#: Who receives people that others send: mediators of a place, of an organisation, of an intercommunalité.
_RECEIVER = frozenset({Permission.REFERRALS_VIEW, Permission.REFERRALS_RECEIVE, Permission.HELP_DESKS_OWN})


class Coordinator(Role):
    name = "coordinator"
    label = "Coordination"
    description = "Anime le réseau, gère les fonds, les membres et les envois."
    permissions = frozenset(Permission) - {
        Permission.STATEMENTS_OWN,
        Permission.CONTRIBUTIONS_OWN,
        Permission.PASSES_REDEEM,
        Permission.REIMBURSEMENTS_OWN,
        Permission.EQUIPMENT_BORROW,
    }


class Prescriber(Role):
    name = "prescriber"
    label = "Prescription"
    description = "Accompagne des personnes et leur envoie des pass numériques."
    permissions = (
        _ACTOR
        | _RECEIVER
        | {
            Permission.REFERRALS_SEND,
            Permission.PEOPLE_VIEW,
            Permission.PEOPLE_EDIT,
            Permission.PASSES_VIEW,
            Permission.PASSES_SEND,
            Permission.PASSES_FOLLOW,
            Permission.AID_VIEW,
            Permission.AID_PROPOSE,
        }
    )


class Operator(Role):
    name = "operator"
    label = "Opérateur financeur"
    description = "Voit ce que son organisme a versé et ce que cela finance, et télécharge ses relevés."
    permissions = _ACTOR | {
        Permission.REPORT_VIEW,
        Permission.FUNDS_VIEW,
        Permission.CHAIN_VIEW,
        Permission.CONTRIBUTIONS_OWN,
        Permission.STATEMENTS_OWN,
        Permission.AGREEMENTS_VIEW,
        Permission.AGREEMENTS_COMMENT,
        Permission.SUBSIDIES_DECIDE,
        Permission.POSTS_VIEW,
        Permission.POSTS_VIEW_ALL,
    }


class TrainingPlaceRole(Role):
    name = "training_place"
    label = "Organisme formateur"
    description = "Accueille les personnes et accepte les pass numériques."
    permissions = (
        _ACTOR
        | _RECEIVER
        | {Permission.PASSES_REDEEM, Permission.REIMBURSEMENTS_OWN, Permission.AID_VIEW, Permission.AID_TRAIN}
    )


class School(Role):
    name = "school"
    label = "Établissement scolaire"
    description = "Emprunte du matériel pour ses élèves, propose une aide pour leurs familles."
    permissions = _ACTOR | {
        Permission.EQUIPMENT_BORROW,
        Permission.EQUIPMENT_FOLLOW,
        Permission.AID_VIEW,
        Permission.AID_PROPOSE,
    }


class BankManager(Role):
    name = "bank_manager"
    label = "Gestion de la banque de prêt"
    description = "Prépare les prêts de matériel, suit les retours et le reconditionnement."
    permissions = _ACTOR | {
        Permission.EQUIPMENT_FOLLOW,
        Permission.EQUIPMENT_MANAGE,
        Permission.REFURBISHING_VIEW,
        Permission.REFURBISHING_MANAGE,
        Permission.AID_VIEW,
    }


class EpciReferent(Role):
    name = "epci_referent"
    label = "Intercommunalité"
    description = "Porte la feuille de route locale de son intercommunalité."
    permissions = (
        _ACTOR
        | _RECEIVER
        | {
            Permission.REPORT_VIEW,
            Permission.FUNDS_VIEW,
            Permission.CHAIN_VIEW,
            Permission.AGREEMENTS_VIEW,
            Permission.AGREEMENTS_COMMENT,
            Permission.POSTS_VIEW,
            Permission.POSTS_REQUEST,
            Permission.ROADMAPS_LOCAL,
        }
    )


class Evaluator(Role):
    name = "evaluator"
    label = "Évaluation"
    description = "Prépare les enquêtes et lit leurs résultats."
    permissions = _ACTOR | {
        Permission.EVALUATION_MANAGE,
        Permission.EVALUATION_MICRODATA,
        Permission.CHAIN_VIEW,
        Permission.ACTIVITY_VIEW,
        Permission.ROADMAPS_VIEW_ALL,
        Permission.EQUIPMENT_FOLLOW,
        Permission.REFURBISHING_VIEW,
    }


class Reader(Role):
    name = "reader"
    label = "Lecture"
    description = "Élu ou préfecture\u00a0: lit l’activité du réseau sans rien modifier."
    permissions = _MEMBER | {
        Permission.REPORT_VIEW,
        Permission.NETWORK_NOTE,
        Permission.ACTIVITY_VIEW,
        Permission.FUNDS_VIEW,
        Permission.CHAIN_VIEW,
        Permission.PASSES_VIEW,
        Permission.PASSES_FOLLOW,
        Permission.AGREEMENTS_VIEW,
        Permission.AGREEMENTS_VIEW_ALL,
        Permission.POSTS_VIEW,
        Permission.POSTS_VIEW_ALL,
        Permission.ROADMAPS_VIEW_ALL,
        Permission.EQUIPMENT_FOLLOW,
        Permission.REFURBISHING_VIEW,
        Permission.HUB_VIEW,
    }


class Hub(Role):
    name = "hub"
    label = "Hub territorial"
    description = "Consacre des jours par an au réseau, et dit à quoi ils ont servi."
    permissions = _ACTOR | {
        Permission.HUB_VIEW,
        Permission.HUB_RECORD,
        Permission.ROADMAPS_VIEW_ALL,
        Permission.ACTIVITY_VIEW,
    }


ROLES: dict[str, type[Role]] = {
    role.name: role
    for role in (
        Coordinator,
        Prescriber,
        Operator,
        TrainingPlaceRole,
        School,
        BankManager,
        EpciReferent,
        Evaluator,
        Reader,
        Hub,
    )
}
ROLE_CHOICES = [(role.name, role.label) for role in ROLES.values()]


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """Return what these roles may do together; a name no longer known gives nothing."""
    return frozenset().union(*(ROLES[name].permissions for name in roles if name in ROLES))


# -- Usual roles of a kind of organisation

#: PartnerKind → role name. Kinds that are not named read.
_USUAL_ROLES = {
    "department": "reader",
    "prefecture": "reader",
    "operator": "operator",
    "intercommunality": "epci_referent",
    "ccas": "prescriber",
    "social_centre": "prescriber",
    "france_services": "prescriber",
    "association": "training_place",
    "school": "school",
    "training_place": "training_place",
}


def usual_role(kind: str) -> str:
    """The role proposed to a newcomer from this kind of organisation; a coordinator may choose another."""
    return _USUAL_ROLES.get(kind, "reader")
