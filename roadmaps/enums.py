"""The closed lists of roadmaps, with their French labels."""

from django.db.models import TextChoices

from inclusion.core import looks


class RoadmapLevel(TextChoices):
    """Whom a roadmap is for."""

    DEPARTMENTAL = "departmental", "Départementale"
    LOCAL = "local", "Locale"


class RoadmapState(TextChoices):
    """States of a roadmap."""

    DRAFT = "draft", looks.DRAFT.label("En préparation")
    ADOPTED = "adopted", looks.DONE.label("Adoptée")
    CLOSED = "closed", looks.CLOSED.label("Terminée")


class AdoptionState(TextChoices):
    """States of an adoption that was noted."""

    WAITING = "waiting", looks.WAITING.label("À confirmer")
    CONFIRMED = "confirmed", looks.DONE.label("Confirmée")
    WITHDRAWN = "withdrawn", looks.DROPPED.label("Retirée")


class AxisWord(TextChoices):
    """What a territory calls the first level of its roadmap."""

    AXIS = "axis", "Axe"
    OBJECTIVE = "objective", "Objectif"
    ORIENTATION = "orientation", "Orientation"


class Strand(TextChoices):
    """The two strands of Annecy's plan."""

    SOCIAL = "social", "Volet social"
    CULTURAL = "cultural", "Volet culturel"


class Need(TextChoices):
    """The eleven needs of France Numérique Ensemble, the State's strategy."""

    FUND = "structurer_un_fonds", "Structurer un fonds"
    SUBSIDIES = "monter_dossiers_de_subvention", "Monter des dossiers de subvention"
    GOVERNANCE = "animer_la_gouvernance", "Animer la gouvernance"
    DIAGNOSTIC = "etablir_un_diagnostic_territorial", "Établir un diagnostic territorial"
    CO_WRITE = "co_construire_la_feuille_de_route", "Co-construire la feuille de route"
    WRITE = "rediger_la_feuille_de_route", "Rédiger la feuille de route"
    LAW = "appui_juridique", "Trouver un appui juridique"
    REFURBISHING = ("structurer_une_filiere_de_reconditionnement", "Structurer une filière de reconditionnement")
    DATA = "collecter_des_donnees_territoriales", "Collecter des données territoriales"
    TOOLS = "sensibiliser_les_acteurs_aux_outils_existants", "Sensibiliser les acteurs aux outils existants"
    QUALIOPI = "appuyer_la_certification_qualiopi", "Appuyer la certification Qualiopi"


class ActionState(TextChoices):
    """Life of an action of a roadmap."""

    TO_START = "to_start", looks.Look("calm", "circle-dashed").label("À lancer")
    ONGOING = "ongoing", looks.Look("info", "circle-play").label("En cours")
    BLOCKED = "blocked", looks.Look("bad", "octagon-alert").label("Bloquée")
    PAUSED = "paused", looks.Look("warn", "circle-pause").label("Suspendue")
    DONE = "done", looks.DONE.label("Terminée")
    DROPPED = "dropped", looks.DROPPED.label("Abandonnée")


class Priority(TextChoices):
    """How much an action presses."""

    HIGH = "high", "Haute"
    NORMAL = "normal", "Normale"
    LOW = "low", "Basse"


class Origin(TextChoices):
    """Whether an action was in the first roadmap or came up on the way (Annecy)."""

    INITIAL = "initial", "Initiale"
    EMERGING = "emerging", "Émergente"


class ActorRole(TextChoices):
    """What an organisation does in an action."""

    LEAD = "lead", "Pilote"
    PARTNER = "partner", "Partenaire"


class StaffOutcome(TextChoices):
    """What became of a post that a roadmap asked for."""

    ASKED = "asked", "Demandé"
    GRANTED = "granted", "Créé"
    DECLINED = "declined", "Non retenu"


class IndicatorSource(TextChoices):
    """Where the values of an indicator come from."""

    TYPED = "typed", "Saisie"
    COUNTED = "counted", "Comptée par le portail"


class Gathering(TextChoices):
    """How the values of several years, or of several territories, make one."""

    SUM = "sum", "Les années s’additionnent"
    LAST = "last", "La dernière année compte"


class PaperKind(TextChoices):
    """What a document attached to a roadmap is."""

    DIAGNOSTIC = "diagnostic", "Diagnostic"
    MINUTES = "minutes", "Compte rendu"
    OTHER = "other", "Autre document"


class Verb(TextChoices):
    """What the journal of roadmaps records."""

    ROADMAP_BEGUN = "roadmap.begun", "Feuille de route commencée"
    ROADMAP_CHANGED = "roadmap.changed", "Feuille de route modifiée"
    ROADMAP_DRAFTED = "roadmap.drafted", "Feuille de route rédigée"
    ROADMAP_ADOPTED = "roadmap.adopted", "Feuille de route adoptée"
    ROADMAP_CONFIRMED = "roadmap.confirmed", "Adoption confirmée"
    ROADMAP_WITHDRAWN = "roadmap.withdrawn", "Adoption retirée"
    ROADMAP_PRINTED = "roadmap.printed", "Feuille de route mise en pages"
    ROADMAP_CLOSED = "roadmap.closed", "Feuille de route terminée"
    ROADMAP_SETTINGS = "roadmap.settings", "Règle d’adoption modifiée"
    ROADMAP_IMPORTED = "roadmap.imported", "Feuille de route importée d’un fichier"
    IMPORT_TRIED = "roadmap_import.tried", "Fichier d’une feuille de route essayé"
    IMPORT_DROPPED = "roadmap_import.dropped", "Fichier d’une feuille de route abandonné"
    AXIS_ADDED = "axis.added", "Axe ajouté"
    AXIS_CHANGED = "axis.changed", "Axe modifié"
    AXIS_MOVED = "axis.moved", "Axe déplacé"
    AXIS_REMOVED = "axis.removed", "Axe supprimé"
    AXIS_TAKES_UP = "axis.takes_up", "Axe départemental repris"
    OBJECTIVE_ADDED = "objective.added", "Objectif ajouté"
    OBJECTIVE_CHANGED = "objective.changed", "Objectif modifié"
    OBJECTIVE_REMOVED = "objective.removed", "Objectif supprimé"
    ACTION_ADDED = "roadmap_action.added", "Action ajoutée"
    ACTION_CHANGED = "roadmap_action.changed", "Action modifiée"
    ACTION_MOVED = "roadmap_action.moved", "Action déplacée"
    ACTION_REMOVED = "roadmap_action.removed", "Action supprimée"
    ACTION_STEP = "roadmap_action.step", "Avancement d’une action"
    ACTION_NOTED = "roadmap_action.noted", "Note de suivi"
    ACTION_COMMENTED = "roadmap_action.commented", "Commentaire sur une action"
    COMMENT_REMOVED = "roadmap_action.comment_removed", "Commentaire retiré"
    ACTION_FOLLOWED = "roadmap_action.followed", "Action suivie"
    ACTION_UNFOLLOWED = "roadmap_action.unfollowed", "Action qui n’est plus suivie"
    ACTION_MONEY = "roadmap_action.money", "Budget d’une action modifié"
    CONDITION_ADDED = "condition.added", "Condition bloquante ajoutée"
    CONDITION_LIFTED = "condition.lifted", "Condition bloquante levée"
    STAFF_ASKED = "staff.asked", "Poste demandé"
    STAFF_DECIDED = "staff.decided", "Poste décidé"
    PAPER_ADDED = "roadmap_paper.added", "Document joint"
    PAPER_REMOVED = "roadmap_paper.removed", "Document retiré"
    INDICATOR_ADDED = "indicator.added", "Indicateur ajouté"
    INDICATOR_CHANGED = "indicator.changed", "Indicateur modifié"
    INDICATOR_REMOVED = "indicator.removed", "Indicateur supprimé"
    INDICATOR_ENTERED = "indicator.entered", "Valeurs d’un indicateur saisies"
    COVERAGE_CHANGED = "coverage.changed", "Couverture modifiée"
    TRAINING_OPENED = "training.opened", "Enveloppe de formation ouverte"
    TRAINING_CHANGED = "training.changed", "Enveloppe de formation modifiée"
    TRAINING_ALLOTTED = "training.allotted", "Places de formation attribuées"
    TRAINING_USED = "training.used", "Formation tenue"
    TRAINING_WITHDRAWN = "training.withdrawn", "Formation ou attribution retirée"
    WORKSHOP_OPENED = "workshop.opened", "Atelier de propositions ouvert"
    WORKSHOP_CHANGED = "workshop.changed", "Atelier de propositions modifié"
    PROPOSAL_ADDED = "proposal.added", "Proposition ajoutée"
    PROPOSAL_CHANGED = "proposal.changed", "Proposition modifiée"
    PROPOSAL_MERGED = "proposal.merged", "Propositions fusionnées"
    PROPOSAL_REMOVED = "proposal.removed", "Proposition retirée"
    PROPOSAL_TAKEN = "proposal.taken", "Proposition devenue une action"
