"""Questionnaires for the actors of a network, for the population, after a trial and after an event."""

from evaluation.enums import ItemKind, Purpose
from evaluation.questionnaires.library.people import AT_EASE
from evaluation.questionnaires.library.shapes import (
    AGE,
    CAPACITY,
    LIKERT,
    YES_NO,
    YES_NO_UNSURE,
    Model,
    agreement,
    choices,
    multiple,
    single,
    steps,
    text,
)
from evaluation.questionnaires.rules import Condition, Form, Item, Section

OFTEN = steps(never="Jamais", sometimes="Parfois", often="Souvent", always="Presque toujours")
SATISFIED = steps(
    not_at_all="Pas du tout satisfait",
    rather_not="Plutôt pas satisfait",
    rather="Plutôt satisfait",
    very="Très satisfait",
)
HELPED = steps(not_at_all="Pas du tout", a_little="Un peu", rather="Assez", much="Beaucoup")
THANKS = "Merci. Vos réponses sont enregistrées."

ACTORS = Model(
    key="actors",
    purpose=Purpose.ACTORS,
    description=(
        "Pour tous les acteurs qui aident, pas seulement les conseillers financés par l’État\u00a0: ce qu’ils font, "
        "avec quels moyens, ce qui leur manque."
    ),
    form=Form(
        title="Acteurs de l’inclusion numérique",
        introduction=(
            "Vous aidez des personnes à se servir du numérique, un peu ou beaucoup. Cette enquête prend huit minutes. "
            "Les réponses sont lues ensemble, jamais une à une."
        ),
        thanks=THANKS,
        sections=(
            Section(
                code="structure",
                title="Votre structure",
                items=(
                    single(
                        "kind",
                        "Vous travaillez pour\u00a0:",
                        choices(
                            town="Une commune ou une intercommunalité",
                            county="Le Département",
                            state="L’État ou un opérateur (CAF, CPAM, France Travail…)",
                            association="Une association",
                            library="Une médiathèque ou un tiers-lieu",
                            company="Une entreprise",
                            volunteer="Personne\u00a0: je suis bénévole",
                            other="Une autre structure",
                        ),
                    ),
                    single(
                        "post",
                        "Aider au numérique est\u00a0:",
                        choices(
                            whole="Tout mon travail",
                            part="Une partie prévue de mon travail",
                            beside="Quelque chose que je fais en plus",
                        ),
                    ),
                    Item(
                        code="hours",
                        kind=ItemKind.NUMBER,
                        label="Combien d’heures par semaine y passez-vous\u00a0?",
                        minimum=0,
                        maximum=80,
                    ),
                ),
            ),
            Section(
                code="practice",
                title="Ce que vous faites",
                items=(
                    Item(
                        code="tasks",
                        kind=ItemKind.MATRIX,
                        label="Que faites-vous avec les personnes\u00a0?",
                        choices=OFTEN,
                        rows=choices(
                            do="Je fais la démarche à leur place",
                            together="Nous la faisons ensemble",
                            teach="Je leur apprends à la faire",
                            orient="Je les oriente vers quelqu’un d’autre",
                            equip="Je les aide à trouver un appareil ou une connexion",
                        ),
                        source="Gradation « à la place de, avec, apprendre à faire », usuelle en médiation numérique.",
                    ),
                    agreement("trained", "Je suis assez formé pour aider."),
                    agreement("time", "J’ai le temps d’aider comme il faudrait."),
                    agreement("knows_others", "Je sais vers qui orienter une personne."),
                    agreement("data", "Je sais quoi faire des mots de passe et des données des personnes."),
                ),
            ),
            Section(
                code="network",
                title="Le réseau",
                items=(
                    single(
                        "meets", "Avez-vous participé à une rencontre du réseau ces douze derniers mois\u00a0?", YES_NO
                    ),
                    agreement("useful", "Le réseau m’est utile.").model_copy(
                        update={"shown_if": Condition(item="meets", choice="yes")}
                    ),
                    multiple(
                        "lacks",
                        "De quoi auriez-vous le plus besoin\u00a0?",
                        choices(
                            training="Une formation",
                            devices="Du matériel à prêter",
                            money="Un financement",
                            colleagues="Échanger avec d’autres",
                            map="Savoir qui fait quoi",
                            method="Des outils et des méthodes",
                            nothing="De rien de plus",
                        ),
                    ),
                    text("idea", "Une chose que le réseau devrait faire\u00a0?"),
                ),
            ),
        ),
    ),
)

POPULATION = Model(
    key="population",
    purpose=Purpose.POPULATION,
    description="Diagnostic d’un territoire\u00a0: équipement, usages, démarches, aide. Cinq minutes au comptoir.",
    form=Form(
        title="Le numérique et vous",
        introduction=(
            "Votre collectivité veut savoir comment les habitants se débrouillent avec le numérique. Vos réponses sont "
            "anonymes. Vous pouvez passer une question."
        ),
        thanks=THANKS,
        sections=(
            Section(
                code="home",
                title="Chez vous",
                items=(
                    AGE,
                    single("internet_home", "Avez-vous Internet à la maison\u00a0?", YES_NO_UNSURE),
                    multiple(
                        "devices",
                        "De quoi disposez-vous\u00a0?",
                        choices(
                            phone="Un téléphone avec Internet",
                            computer="Un ordinateur",
                            tablet="Une tablette",
                            printer="Une imprimante",
                            none="Rien de tout cela",
                        ),
                    ),
                    single("ease", "Avec le numérique, vous êtes\u00a0:", AT_EASE, source=CAPACITY, measure="ease"),
                ),
            ),
            Section(
                code="procedures",
                title="Vos démarches",
                items=(
                    single(
                        "procedures",
                        "Vos démarches sur Internet (impôts, santé, CAF…), vous les faites\u00a0:",
                        choices(
                            alone="Sans aide",
                            helped="Avec l’aide d’un proche",
                            by_relative="Un proche les fait pour moi",
                            professional="Avec un professionnel",
                            not_at_all="Je ne les fais pas",
                        ),
                    ),
                    single(
                        "gave_up",
                        "Cette année, avez-vous renoncé à une démarche parce qu’elle se fait sur Internet\u00a0?",
                        YES_NO_UNSURE,
                    ),
                    agreement("worried", "Les démarches sur Internet m’inquiètent."),
                ),
            ),
            Section(
                code="help",
                title="L’aide près de chez vous",
                items=(
                    single("knows_place", "Connaissez-vous un lieu où l’on vous aiderait\u00a0?", YES_NO),
                    single(
                        "distance",
                        "Combien de temps vous faut-il pour y aller\u00a0?",
                        choices(short="Moins de 15 minutes", middle="De 15 à 30 minutes", long="Plus de 30 minutes"),
                        shown_if=Condition(item="knows_place", choice="yes"),
                    ),
                    multiple(
                        "would_learn",
                        "Qu’aimeriez-vous apprendre\u00a0?",
                        choices(
                            basics="Les bases",
                            procedures="Faire mes démarches",
                            safety="Éviter les pièges",
                            photos="Mes photos et mes messages",
                            work="Ce qu’il faut pour travailler",
                            nothing="Rien pour le moment",
                        ),
                    ),
                    text("says", "Voulez-vous ajouter quelque chose\u00a0?"),
                ),
            ),
        ),
    ),
)

TRIAL = Model(
    key="trial",
    purpose=Purpose.TRIAL,
    description="Après l’essai d’un matériel ou d’un outil\u00a0: ce qui a aidé, ce qui a gêné.",
    form=Form(
        title="Retour d’essai",
        introduction="Vous avez essayé un matériel ou un outil. Dites-nous ce qu’il apporte. Ne nommez personne.",
        thanks=THANKS,
        sections=(
            Section(
                code="trial",
                title="L’essai",
                items=(
                    single(
                        "use",
                        "Vous vous en êtes servi\u00a0:",
                        steps(never="Jamais", sometimes="Quelques fois", weekly="Chaque semaine", daily="Chaque jour"),
                    ),
                    single("helped", "Vous a-t-il aidé\u00a0?", HELPED),
                    text("good", "Qu’est-ce qui a aidé\u00a0?"),
                    text("bad", "Qu’est-ce qui a gêné\u00a0?"),
                    single("keep", "Souhaitez-vous continuer avec\u00a0?", YES_NO_UNSURE),
                ),
            ),
        ),
    ),
)

EVENT = Model(
    key="event",
    purpose=Purpose.EVENT,
    description="Après un atelier, une rencontre, un festival\u00a0: deux minutes sur un téléphone.",
    form=Form(
        title="Votre avis sur cet événement",
        introduction="Deux minutes pour nous aider à faire mieux la prochaine fois. Vos réponses sont anonymes.",
        thanks=THANKS,
        sections=(
            Section(
                code="event",
                title="L’événement",
                items=(
                    single("satisfied", "Cet événement vous a-t-il plu\u00a0?", SATISFIED),
                    multiple(
                        "found",
                        "Qu’y avez-vous trouvé\u00a0?",
                        choices(
                            ideas="Des idées",
                            people="Des contacts",
                            help="Une aide pour moi",
                            tools="Des outils",
                            nothing="Rien de particulier",
                        ),
                    ),
                    agreement("will_use", "Je vais me servir de ce que j’ai vu.", source=LIKERT),
                    agreement("would_come", "Je reviendrais.", source=LIKERT),
                    text("better", "Que faudrait-il changer\u00a0?"),
                ),
            ),
        ),
    ),
)
