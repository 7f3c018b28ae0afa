"""The closed lists of evaluation, with their French labels."""

from django.db.models import TextChoices

from inclusion.core import looks


class ItemKind(TextChoices):
    """How a question is answered."""

    SINGLE = "single", "Un choix"
    MULTIPLE = "multiple", "Plusieurs choix"
    AGREEMENT = "agreement", "Échelle d’accord"
    SKILL = "skill", "Échelle de savoir-faire, en quatre marches"
    KNOWLEDGE = "knowledge", "Échelle de connaissance, en quatre marches"
    MATRIX = "matrix", "Tableau de questions à la même échelle"
    NUMBER = "number", "Nombre"
    DATE = "date", "Date"
    TEXT = "text", "Texte libre"
    TESTED = "tested", "Compétence testée, avec une bonne réponse"


class ItemRole(TextChoices):
    """What an answer is for, besides being counted."""

    NONE = "", "Une question comme les autres"
    AGE = "age", "Âge, pour comparer les groupes"
    RETROSPECTIVE = "retrospective", "Avant, vu d’aujourd’hui : gardé à part"


class Comparison(TextChoices):
    """How a condition compares the answer of an earlier question."""

    IS = "is", "est"
    IS_NOT = "is_not", "n’est pas"
    IS_ANSWERED = "is_answered", "a une réponse"


class Purpose(TextChoices):
    """Whom a questionnaire asks, and when."""

    PERSON_BEFORE = "person_before", "Personne accompagnée, avant"
    PERSON_AFTER = "person_after", "Personne accompagnée, après"
    ACTORS = "actors", "Acteurs du réseau"
    POPULATION = "population", "Diagnostic de la population"
    TRIAL = "trial", "Retour d’essai"
    EVENT = "event", "Retour d’événement"
    OTHER = "other", "Autre enquête"


class VersionState(TextChoices):
    """A version that was asked never changes."""

    DRAFT = "draft", looks.DRAFT.label("En préparation")
    PUBLISHED = "published", looks.DONE.label("Publiée")


class Moment(TextChoices):
    """When a campaign asks, beside the others of its survey."""

    ONCE = "once", "Une seule fois"
    BEFORE = "before", "Avant"
    AFTER = "after", "Après"


class PublishedPart(TextChoices):
    """What is published of a survey, each part once: what each moment says, and what changed between two."""

    ONCE = "once", "Résultats"
    BEFORE = "before", "Avant"
    AFTER = "after", "Après"
    PAIRED = "paired", "Avant et après, par personne"


class Dimension(TextChoices):
    """What answers are grouped by."""

    TERRITORY = "territory", "Territoire"
    STRUCTURE = "structure", "Structure"
    AGE = "age", "Âge"
    CAMPAIGN = "campaign", "Campagne"
    ACTION = "action", "Action"


class CampaignState(TextChoices):
    """The life of a campaign. Results by group are read once it is closed."""

    DRAFT = "draft", looks.DRAFT.label("En préparation")
    OPEN = "open", looks.RUNNING.label("Ouverte")
    CLOSED = "closed", looks.CLOSED.label("Close")


class ReminderKind(TextChoices):
    """Why a structure is reminded of a campaign that it proposes."""

    ASKED = "asked", "Rappel de la coordination"
    SOON = "soon", "Rappel avant la fin"


class Channel(TextChoices):
    """How an answer came."""

    LINK = "link", "Lien ouvert"
    SINGLE = "single", "Lien à usage unique"
    KIOSK = "kiosk", "Borne d’accueil"
    PAPER = "paper", "Papier saisi"
    FILE = "file", "Fichier repris"


class AgeBand(TextChoices):
    """The age bands of the State's Coop, in its own words."""

    UNDER_12 = "moins_de_douze", "Moins de 12 ans"
    FROM_12 = "douze_dix_huit", "12 – 17 ans"
    FROM_18 = "dix_huit_vingt_quatre", "18 – 24 ans"
    FROM_25 = "vingt_cinq_trente_neuf", "25 – 39 ans"
    FROM_40 = "quarante_cinquante_neuf", "40 – 59 ans"
    FROM_60 = "soixante_soixante_neuf", "60 – 69 ans"
    FROM_70 = "soixante_dix_plus", "70 ans et plus"
    UNKNOWN = "non_communique", "Non communiqué"


class Theme(TextChoices):
    """What people are helped with: the themes of the State's Coop, in its own words."""

    DIAGNOSIS = "diagnostic_numerique", "Diagnostic numérique"
    DEVICE = "prendre_en_main_du_materiel", "Prendre en main du matériel"
    MAINTENANCE = "maintenance_de_materiel", "Maintenance de matériel"
    CONTENTS = "gere_ses_contenus_numeriques", "Gérer ses contenus numériques"
    INTERNET = "navigation_sur_internet", "Navigation sur internet"
    EMAIL = "email", "E-mail"
    OFFICE = "bureautique", "Bureautique"
    SOCIAL_NETWORKS = "reseaux_sociaux", "Réseaux sociaux communication"
    HEALTH = "sante", "Santé"
    BANKING = "banque_et_achats_en_ligne", "Banque et achats en ligne"
    BUSINESS = "entrepreneuriat", "Accompagner un professionnel"
    JOBS = "insertion_professionnelle", "Insertion professionnelle"
    SAFETY = "securite_numerique", "Prévention en sécurité numérique"
    PARENTS = "parentalite", "Parentalité"
    SCHOOL = "scolarite_et_numerique", "Scolarité et numérique"
    CREATION = "creer_avec_le_numerique", "Créer avec le numérique"
    CULTURE = "culture_numerique", "Culture numérique"
    ARTIFICIAL_INTELLIGENCE = "intelligence_artificielle", "Intelligence artificielle (IA)"
    PAPERWORK = "aide_aux_demarches_administratives", "Aide aux démarches administratives"
    IDENTITY = "papiers_elections_citoyennete", "Papiers - Élections - Citoyenneté"
    FAMILY = "famille_scolarite", "Famille - Scolarité"
    SOCIAL = "social_sante", "Social - Santé"
    WORK = "travail_formation", "Travail - Formation - Entreprise"
    HOUSING = "logement", "Logement"
    TRANSPORT = "transports_mobilite", "Transports - Mobilité"
    MONEY = "argent_impots", "Argent - Impôts"
    JUSTICE = "justice", "Justice"
    FOREIGNERS = "etrangers_europe", "Étrangers - Europe"
    LEISURE = "loisirs_sports_culture", "Loisirs - Sports - Culture"
    ASSOCIATIONS = "associations", "Associations"


class HelpPlace(TextChoices):
    """Where help is given, in the words of the State's Coop."""

    PLACE = "lieu_activite", "Dans un lieu d’accueil"
    HOME = "domicile", "Au domicile"
    DISTANCE = "a_distance", "À distance"
    OTHER = "autre", "Ailleurs"


class HelpKind(TextChoices):
    """Alone or in a group, in the words of the State's Coop."""

    INDIVIDUAL = "individuel", "Accompagnement individuel"
    GROUP = "collectif", "Atelier collectif"


class HelpSource(TextChoices):
    """Where a record of help comes from."""

    PORTAL = "portal", "Saisi ici"
    COOP = "coop", "Repris de la Coop"


class Verb(TextChoices):
    """What the journal of evaluation records."""

    QUESTIONNAIRE_MADE = "questionnaire.made", "Questionnaire créé"
    QUESTIONNAIRE_CHANGED = "questionnaire.changed", "Questionnaire modifié"
    QUESTIONNAIRE_ARCHIVED = "questionnaire.archived", "Questionnaire archivé"
    QUESTIONNAIRE_RESTORED = "questionnaire.restored", "Questionnaire remis en service"
    VERSION_DRAFTED = "questionnaire_version.drafted", "Version d’un questionnaire préparée"
    VERSION_PUBLISHED = "questionnaire_version.published", "Version d’un questionnaire publiée"
    VERSION_DROPPED = "questionnaire_version.dropped", "Version d’un questionnaire abandonnée"
    SURVEY_OPENED = "survey.opened", "Enquête ouverte"
    SURVEY_CHANGED = "survey.changed", "Enquête modifiée"
    SURVEY_CLOSED = "survey.closed", "Enquête close, clé détruite"
    PAIR_ACCEPTED = "survey.pair_accepted", "Deux réponses rapprochées à la main"
    CAMPAIGN_MADE = "campaign.made", "Campagne préparée"
    CAMPAIGN_CHANGED = "campaign.changed", "Campagne modifiée"
    CAMPAIGN_STEP = "campaign.step", "État d’une campagne changé"
    CAMPAIGN_JOINED = "campaign.joined", "Structure ajoutée à une campagne"
    CAMPAIGN_LEFT = "campaign.left", "Structure retirée d’une campagne"
    STRUCTURE_CHANGED = "campaign.structure_changed", "Structure d’une campagne modifiée"
    LINKS_MADE = "campaign.links_made", "Liens à usage unique créés"
    STRUCTURES_REMINDED = "campaign.reminded", "Structures d’une campagne relancées"
    PAPERS_ENTERED = "campaign.papers_entered", "Réponses sur papier saisies"
    RESULTS_PUBLISHED = "survey.published", "Résultats publiés"
    RESULTS_SHOWN = "survey.shown_to_all", "Résultats montrés à tous"
    RESULTS_WITHDRAWN = "survey.withdrawn", "Résultats retirés du site public"
    RESULTS_EXPORTED = "survey.exported", "Résultats exportés"
    MICRODATA_EXPORTED = "survey.microdata", "Données détaillées téléchargées"
    REPORT_STARTED = "report.started", "Rapport annuel commencé"
    REPORT_CHANGED = "report.changed", "Rapport annuel modifié"
    REPORT_REMOVED = "report.removed", "Brouillon de rapport annuel retiré"
    REPORT_MADE = "report.made", "Rapport annuel établi"
    REPORT_PRINTED = "report.printed", "Fichier d’un rapport annuel composé"
    HELP_RECORDED = "help.recorded", "Aide enregistrée"
    HELP_REMOVED = "help.removed", "Aide retirée"
    HELP_TRIED = "help.tried", "Fichier de la Coop essayé"
    HELP_IMPORTED = "help.imported", "Aides reprises d’un fichier"
    OUTPUT_TIED = "funded_output.tied", "Réalisation rattachée à une action financée"
    OUTPUT_UNTIED = "funded_output.untied", "Réalisation détachée d’une action financée"
