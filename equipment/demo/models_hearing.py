"""What helps to hear, to say something, to count and to draw."""

from equipment.demo.making import NUMERIC, PAPER, SENSES, model
from equipment.demo.shapes import FIRST, SECOND, THIRD, WINTER

MODELS = (
    model(
        "Micro HF et récepteur",
        "hearing attention",
        says=(
            "Le professeur porte un micro, l’élève un récepteur relié à son appareil ou à un casque. "
            "La voix arrive à l’oreille, le bruit de la classe reste derrière."
        ),
        advice=(
            "Faites un essai de cinq minutes avec chaque professeur. "
            "Le micro passe de main en main pendant les échanges."
        ),
        checks=("Micro", "Récepteur", "Deux chargeurs", "Cordon", "Mallette"),
        value=890,
        items=((FIRST, 1), (WINTER, 1), (THIRD, 1)),
        supplier=NUMERIC,
        place="Armoire D1",
    ),
    model(
        "Boucle magnétique portable",
        "hearing",
        says=(
            "Un boîtier posé sur la table envoie le son directement dans l’appareil auditif. "
            "Utile pour un oral, une réunion, un entretien d’orientation."
        ),
        advice="L’appareil de l’élève doit avoir une position T\u00a0: demandez à l’audioprothésiste.",
        checks=("Boîtier", "Chargeur", "Micro de table"),
        value=260,
        items=((SECOND, 1),),
        supplier=NUMERIC,
        place="Armoire D1",
    ),
    model(
        "Enceinte de classe et micro",
        "hearing attention",
        says=(
            "Une colonne qui répartit la voix du professeur dans toute la salle. "
            "Elle aide l’élève malentendant, et ceux du fond."
        ),
        advice="Placez-la devant, à la hauteur des oreilles. Le volume reste bas.",
        checks=("Enceinte", "Micro", "Câble d’alimentation", "Housse"),
        value=740,
        items=((SECOND, 1),),
        supplier=NUMERIC,
        place="Réserve, étagère basse",
    ),
    model(
        "Tablette de sous-titrage en direct",
        "hearing communication",
        says=(
            "La tablette écrit ce que dit le professeur, au fur et à mesure. "
            "L’élève sourd ou malentendant lit ce qu’il n’a pas entendu."
        ),
        advice="Placez-la près du professeur et relisez les noms propres ensemble à la fin du cours.",
        checks=("Tablette sans fêlure", "Micro", "Chargeur", "Support"),
        value=430,
        items=((THIRD, 1),),
        supplier=NUMERIC,
        place="Chariot de charge",
    ),
    model(
        "Tablette avec application de communication",
        "communication",
        says=(
            "L’élève touche des images, la tablette dit la phrase. "
            "Elle donne une voix à l’élève qui ne parle pas, ou pas encore assez clairement."
        ),
        advice=(
            "Préparez vingt images avec l’orthophoniste ou la famille. "
            "L’adulte montre lui aussi les images quand il parle."
        ),
        checks=("Tablette sans fêlure", "Coque à poignée", "Chargeur", "Page d’images de secours"),
        value=690,
        items=((FIRST, 1), (WINTER, 1), (SECOND, 1)),
        supplier=NUMERIC,
        place="Chariot de charge",
    ),
    model(
        "Classeur de pictogrammes",
        "communication organisation",
        says=(
            "Deux cents images plastifiées, rangées par thème, à montrer du doigt. "
            "Il sert à demander, à raconter, à dire non."
        ),
        advice="Il ne tombe jamais en panne\u00a0: prêtez-le aussi à qui essaie une tablette.",
        checks=("Classeur", "Deux cents images", "Bande de phrase"),
        value=85,
        items=((FIRST, 2),),
        supplier=PAPER,
        place="Armoire D1",
    ),
    model(
        "Bouton à message enregistré",
        "communication",
        says=(
            "Un gros bouton qui dit une phrase enregistrée\u00a0: «\u00a0Je veux répondre\u00a0», "
            "«\u00a0J’ai besoin d’une pause\u00a0». L’élève prend sa place dans la classe."
        ),
        advice="Enregistrez la voix d’un camarade du même âge.",
        checks=("Bouton", "Piles", "Attache pour fauteuil"),
        value=78,
        items=((WINTER, 2),),
        supplier=SENSES,
        place="Armoire D1",
    ),
    model(
        "Calculatrice parlante",
        "maths seeing",
        says=(
            "Une calculatrice à grands chiffres qui dit ce que l’on tape et le résultat. "
            "L’élève vérifie sans relire."
        ),
        advice="Avec des écouteurs en classe.",
        checks=("Calculatrice", "Piles", "Écouteurs"),
        value=48,
        items=((FIRST, 2),),
        supplier=PAPER,
        place="Tiroir D2",
    ),
    model(
        "Compas et équerres adaptés (assortiment)",
        "maths motor",
        says=(
            "Un compas qui tient debout, une équerre à poignée, un rapporteur aux chiffres larges. "
            "L’élève trace seul des figures nettes."
        ),
        advice="Laissez le temps d’un chapitre de géométrie.",
        checks=("Compas", "Équerre", "Rapporteur", "Boîte"),
        value=34,
        items=((FIRST, 2),),
        supplier=PAPER,
        place="Tiroir D2",
    ),
    model(
        "Logiciel de géométrie et de calcul posé (licence)",
        "maths motor",
        says=(
            "L’élève pose ses opérations et trace ses figures à l’écran, aligné et propre. "
            "Ce qu’il a compris n’est plus caché par le geste."
        ),
        advice="Le professeur de mathématiques essaie d’abord lui-même, une demi-heure.",
        checks=("Clé de licence", "Fiche d’installation"),
        value=60,
        items=((SECOND, 2),),
        supplier=NUMERIC,
        place="Classeur des licences",
    ),
)
