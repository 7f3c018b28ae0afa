"""Questionnaires for people who are helped: before, and after."""

from evaluation.enums import ItemRole, Purpose
from evaluation.questionnaires.library.shapes import (
    AGE,
    CAPACITY,
    YES_NO,
    Model,
    Reference,
    agreement,
    choices,
    knowledge,
    multiple,
    single,
    skill,
    steps,
    tested,
    text,
)
from evaluation.questionnaires.rules import Condition, Form, Section

INTRODUCTION = (
    "Ces questions nous aident à savoir si l’accompagnement vous est utile. Il n’y a pas de mauvaise réponse. Vos "
    "réponses sont anonymes\u00a0: nous ne demandons pas votre nom. Vous pouvez passer une question, ou vous arrêter "
    "quand vous voulez."
)
THANKS = "Merci. Vos réponses sont enregistrées. Personne ne peut savoir que ce sont les vôtres."
AT_EASE = steps(little="Peu à l’aise", at_ease="À l’aise", very="Très à l’aise")
ANCT = "ANCT, évaluation de la politique de médiation numérique, 2024 (Askoria)"

YOU = Section(
    code="you",
    title="Vous et le numérique",
    items=(
        AGE,
        multiple(
            "devices",
            "De quoi vous servez-vous\u00a0?",
            choices(
                phone="Un téléphone avec Internet",
                computer="Un ordinateur",
                tablet="Une tablette",
                elsewhere="Un appareil ailleurs que chez moi",
                none="Rien de tout cela",
            ),
        ),
        single(
            "internet",
            "Allez-vous sur Internet\u00a0?",
            steps(never="Jamais", rarely="Moins d’une fois par semaine", weekly="Chaque semaine", daily="Chaque jour"),
            measure="internet",
        ),
        single("ease", "Avec le numérique, vous êtes\u00a0:", AT_EASE, source=CAPACITY, measure="ease"),
    ),
)
FELT = Section(
    code="felt",
    title="Ce que vous savez faire",
    text="Pour chaque ligne, choisissez ce qui vous ressemble le plus aujourd’hui.",
    items=(
        skill("search", "Chercher une information sur Internet"),
        skill("mail", "Envoyer un e-mail avec un document"),
        skill("procedure", "Faire une démarche sur Internet (impôts, CAF, santé…)"),
        skill("password", "Choisir un mot de passe sûr et le retrouver"),
        skill("install", "Installer une application sur un téléphone"),
        skill("spot", "Reconnaître un message qui veut me tromper"),
        knowledge("single_sign_on", "FranceConnect"),
        knowledge("personal_data", "Mes données personnelles et mes droits"),
    ),
)
ATTITUDE = Section(
    code="attitude",
    title="Comment vous vous sentez",
    items=(
        agreement("dare", "J’ose essayer, même si je me trompe."),
        agreement("whom_to_ask", "Je sais à qui demander de l’aide."),
        agreement("rights", "Je peux faire valoir mes droits sur Internet."),
        agreement("calm", "Je reste calme quand l’appareil ne fait pas ce que je veux."),
    ),
)
SHOWN = Section(
    code="shown",
    title="Quatre petites questions",
    text="Elles ne servent pas à vous noter. Elles nous aident à voir ce qui s’apprend.",
    items=(
        tested(
            "t_address",
            "Vous cherchez le site des impôts. Quelle adresse choisissez-vous\u00a0?",
            "official",
            measure="search",
            shop="www.impots-france-remboursement.com",
            official="www.impots.gouv.fr",
            blog="www.mes-impots-en-ligne.net",
        ),
        tested(
            "t_password",
            "Quel mot de passe est le plus sûr\u00a0?",
            "long",
            measure="password",
            birthday="12051958",
            name="marie58",
            long="Chat-Vélo-Soupe-47-Nuage",
        ),
        tested(
            "t_parcel",
            "Un message dit\u00a0: « Votre colis est bloqué, payez 1,99 € ici ». Que faites-vous\u00a0?",
            "ignore",
            measure="spot",
            pay="Je paie, la somme est petite",
            reply="Je réponds pour demander de quoi il s’agit",
            ignore="Je ne touche pas au lien et je supprime le message",
        ),
        tested(
            "t_attachment",
            "Dans un e-mail, à quoi sert le dessin d’un trombone\u00a0?",
            "attach",
            measure="mail",
            attach="À joindre un document",
            erase="À effacer le message",
            print="À imprimer",
        ),
    ),
)
WORDS = Section(code="words", title="Pour finir", items=(text("expects", "Qu’aimeriez-vous savoir faire\u00a0?"),))

BEFORE = Model(
    key="person_before",
    purpose=Purpose.PERSON_BEFORE,
    description="Ce qu’une personne sait et ressent avant d’être accompagnée. Dix minutes, seul ou avec de l’aide.",
    form=Form(
        title="Avant l’accompagnement",
        introduction=INTRODUCTION,
        thanks=THANKS,
        sections=(YOU, FELT, ATTITUDE, SHOWN, WORDS),
    ),
)

SINCE = Section(
    code="since",
    title="Depuis l’accompagnement",
    items=(
        single(
            "progress",
            "Avez-vous l’impression d’avoir progressé\u00a0?",
            YES_NO,
            source=f"D’après {ANCT}\u00a0; libellé écrit pour ce portail.",
        ),
        single(
            "autonomy",
            "Vous sentez-vous plus autonome\u00a0?",
            YES_NO,
            source=f"D’après {ANCT}\u00a0; libellé écrit pour ce portail.",
        ),
        single(
            "stress",
            "Ressentez-vous moins de stress devant un appareil\u00a0?",
            YES_NO,
            source=f"D’après {ANCT}\u00a0; libellé écrit pour ce portail.",
        ),
        single(
            "ease_then",
            "Repensez à avant l’accompagnement. Avec le numérique, vous étiez\u00a0:",
            AT_EASE,
            role=ItemRole.RETROSPECTIVE,
            measure="ease",
            source=f"{CAPACITY} Regard rétrospectif\u00a0: il corrige l’excès de confiance de départ, mais il grossit "
            "les effets\u00a0; il reste à part.",
        ),
        single(
            "helped",
            "Cet accompagnement vous a-t-il aidé à faire ce que vous vouliez\u00a0?",
            choices(yes="Oui", partly="En partie", no="Non"),
        ),
        text("why_not", "Qu’est-ce qui a manqué\u00a0?").model_copy(
            update={"shown_if": Condition(item="helped", choice="no")}
        ),
    ),
)
AFTER = Model(
    key="person_after",
    purpose=Purpose.PERSON_AFTER,
    description="Les mêmes questions après, et ce qui a changé. À poser un à six mois plus tard.",
    form=Form(
        title="Après l’accompagnement",
        introduction=INTRODUCTION,
        thanks=THANKS,
        sections=(
            YOU,
            FELT,
            ATTITUDE,
            SHOWN,
            SINCE,
            Section(
                code="words",
                title="Pour finir",
                items=(text("keeps", "Qu’avez-vous appris qui vous sert le plus\u00a0?"),),
            ),
        ),
    ),
    references=tuple(
        Reference(item, ("yes",), percent, label, ANCT)
        for item, percent, label in (
            ("progress", 97, "disent avoir progressé"),
            ("autonomy", 93, "se sentent plus autonomes"),
            ("stress", 60, "sont moins stressés avec les outils numériques"),
        )
    ),
)
__all__ = ["AFTER", "BEFORE"]
