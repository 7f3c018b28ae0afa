"""What helps to write, by hand or with a keyboard."""

from equipment.demo.making import NUMERIC, PAPER, SENSES, model
from equipment.demo.shapes import FIRST, SECOND, THIRD, WINTER

MODELS = (
    model(
        "Logiciel de dictée vocale (licence)",
        "writing",
        says=(
            "L’élève parle, le texte s’écrit. "
            "Il montre ce qu’il sait sans que le geste ou l’orthographe l’arrêtent."
        ),
        advice=(
            "Il faut un micro-casque et un endroit calme\u00a0: une salle voisine, le CDI. Dictez des phrases courtes, "
            "avec la ponctuation."
        ),
        checks=("Clé de licence", "Micro-casque", "Fiche d’installation"),
        value=160,
        items=((FIRST, 2), (SECOND, 2)),
        supplier=NUMERIC,
        place="Classeur des licences",
    ),
    model(
        "Ordinateur portable léger équipé",
        "writing organisation",
        says=(
            "Un ordinateur d’un kilo, avec dix heures d’autonomie et les logiciels qui aident à écrire, à lire et à "
            "ranger ses cours. L’élève écrit au même rythme que la classe."
        ),
        advice=(
            "Prévoyez avec les professeurs comment les documents arrivent\u00a0: clé, ENT ou messagerie. "
            "Un élève par ordinateur pendant tout l’essai."
        ),
        checks=("Ordinateur", "Chargeur", "Souris", "Housse", "Session «\u00a0élève\u00a0» ouverte"),
        value=640,
        items=((FIRST, 3), (SECOND, 2)),
        supplier=NUMERIC,
        place="Chariot de charge",
    ),
    model(
        "Clavier à grosses touches",
        "writing motor",
        says=(
            "Des touches deux fois plus larges, bien écartées. "
            "L’élève dont la main tremble ou manque de précision tape sans se tromper de lettre."
        ),
        advice="Essayez-le avec un repose-poignet, sur une table à la bonne hauteur.",
        checks=("Clavier", "Câble", "Toutes les touches répondent"),
        value=89,
        items=((FIRST, 3),),
        supplier=SENSES,
        place="Armoire B1",
    ),
    model(
        "Clavier compact",
        "writing motor",
        says=(
            "Un petit clavier que l’on atteint d’une seule main, sans déplacer le bras. "
            "Il convient à l’élève qui se fatigue vite ou qui n’a qu’une main valide."
        ),
        advice="Placez-le du côté de la main qui écrit.",
        checks=("Clavier", "Câble de charge", "Récepteur sans fil"),
        value=45,
        items=((FIRST, 2),),
        supplier=NUMERIC,
        place="Armoire B1",
    ),
    model(
        "Guide-doigts pour clavier",
        "writing motor",
        says=(
            "Une plaque percée posée sur le clavier\u00a0: on appuie sur une touche sans frôler les autres. "
            "La main peut se poser et se reposer."
        ),
        advice="Vérifiez que la plaque correspond au clavier prêté\u00a0; elle s’enlève en un geste.",
        checks=("Plaque", "Clavier qui lui correspond", "Attaches"),
        value=79,
        items=((WINTER, 2),),
        supplier=SENSES,
        place="Armoire B1",
    ),
    model(
        "Souris verticale",
        "motor",
        says=(
            "Une souris que l’on tient comme on serre une main. "
            "Le poignet ne tourne plus\u00a0: moins de douleur, des gestes plus sûrs."
        ),
        advice="Choisissez la version droite ou gauche. Ralentissez le pointeur les premiers jours.",
        checks=("Souris", "Récepteur sans fil", "Pile"),
        value=48,
        items=((FIRST, 3),),
        supplier=NUMERIC,
        place="Armoire B2",
    ),
    model(
        "Boule de commande (trackball)",
        "motor",
        says=(
            "La main reste posée, seuls les doigts font rouler une boule. "
            "L’élève déplace le pointeur sans soulever ni pousser."
        ),
        advice="Fixez-la avec l’antidérapant. Il faut trois ou quatre séances avant de juger.",
        checks=("Boule", "Socle", "Câble", "Antidérapant"),
        value=95,
        items=((FIRST, 2), (SECOND, 1)),
        supplier=SENSES,
        place="Armoire B2",
    ),
    model(
        "Contacteur à gros bouton",
        "motor communication",
        says=(
            "Un seul gros bouton qui fait le clic, avec le poing, le coude ou le pied. "
            "Il ouvre l’ordinateur à l’élève qui ne peut pas tenir une souris."
        ),
        advice="Demandez à l’ergothérapeute où le placer\u00a0: un bon endroit change tout.",
        checks=("Bouton", "Boîtier de connexion", "Câble"),
        value=72,
        items=((WINTER, 2),),
        supplier=SENSES,
        place="Armoire B2",
    ),
    model(
        "Stylos ergonomiques (assortiment)",
        "writing motor",
        says=(
            "Cinq stylos de formes et de poids différents, pour droitiers et gauchers. "
            "L’élève trouve une prise qui ne fait pas mal."
        ),
        advice="Un stylo différent chaque jour pendant une semaine, puis l’élève choisit.",
        checks=("Cinq stylos", "Recharges", "Trousse"),
        value=28,
        items=((FIRST, 2),),
        supplier=PAPER,
        place="Tiroir B3",
    ),
    model(
        "Crayons triangulaires et manchons (assortiment)",
        "writing",
        says=(
            "Des crayons à trois faces et des manchons de mousse qui guident les doigts. "
            "La main serre moins, l’écriture s’allège."
        ),
        advice="Les manchons restent à l’élève à la fin de l’essai s’ils lui vont.",
        checks=("Six crayons", "Boîte"),
        value=19,
        items=((FIRST, 2),),
        supplier=PAPER,
        place="Tiroir B3",
    ),
    model(
        "Plan incliné d’écriture",
        "writing motor",
        says=(
            "Une planche inclinée à poser sur la table, avec une pince. "
            "Le poignet se place bien, le dos se redresse, la feuille ne glisse plus."
        ),
        advice="Réglez la pente avec l’élève\u00a0: 20 degrés pour écrire, un peu plus pour lire.",
        checks=("Planche", "Pince", "Patins sous la planche"),
        value=62,
        items=((FIRST, 3), (SECOND, 1)),
        supplier=SENSES,
        place="Étagère A3",
    ),
    model(
        "Guide d’écriture à fenêtres",
        "writing seeing",
        says=(
            "Un cadre percé de fenêtres de la hauteur d’une ligne. "
            "L’écriture reste droite et l’élève remplit un formulaire sans dépasser."
        ),
        advice="Utile aussi pour signer ou remplir un document imprimé.",
        checks=("Trois cadres", "Pochette"),
        value=14,
        items=((FIRST, 2),),
        supplier=PAPER,
        place="Tiroir B3",
    ),
    model(
        "Ciseaux à ressort",
        "motor",
        says="Des ciseaux qui se rouvrent seuls. L’élève découpe en pressant seulement, d’une main faible ou raide.",
        advice="Une paire pour droitier, une pour gaucher\u00a0: demandez la bonne.",
        checks=("Ciseaux", "Étui de protection"),
        value=16,
        items=((FIRST, 2),),
        supplier=PAPER,
        place="Tiroir B3",
    ),
    model(
        "Règle antidérapante à poignée",
        "maths motor",
        says=(
            "Une règle lourde, avec une poignée et un dessous qui accroche. "
            "Elle ne bouge pas quand l’élève trace un trait."
        ),
        advice="À essayer en géométrie et pour souligner dans le cahier.",
        checks=("Règle", "Poignée bien vissée"),
        value=15,
        items=((FIRST, 2),),
        supplier=PAPER,
        place="Tiroir B3",
    ),
    model(
        "Tapis antidérapant",
        "motor",
        says="Un tapis fin qui tient le cahier, l’assiette ou le clavier. L’autre main est libre.",
        advice="Lavez-le à l’eau claire\u00a0: il accroche comme au premier jour.",
        checks=("Tapis propre",),
        value=11,
        items=((FIRST, 2),),
        supplier=PAPER,
        place="Tiroir B3",
    ),
    model(
        "Repose-bras articulé",
        "motor writing",
        says=(
            "Une gouttière sur un bras qui suit le mouvement. "
            "L’élève dont le bras est lourd écrit ou tape sans le porter."
        ),
        advice="L’installation se fait avec l’ergothérapeute, sur une table qui ne bouge pas.",
        checks=("Gouttière", "Bras", "Étau de fixation", "Clé de réglage"),
        value=210,
        items=((SECOND, 1),),
        supplier=SENSES,
        place="Réserve, étagère basse",
    ),
    model(
        "Stylo numérique qui enregistre",
        "writing attention hearing",
        says=(
            "Le stylo note ce que l’élève écrit et ce que le professeur dit au même moment. "
            "En touchant un mot du cahier, l’élève réécoute l’explication."
        ),
        advice=(
            "Demandez l’accord de chaque professeur avant d’enregistrer. "
            "Quelques mots-clés par page suffisent\u00a0: c’est l’écoute qui complète."
        ),
        checks=("Stylo", "Câble", "Cahier spécial", "Recharge d’encre"),
        value=175,
        items=((FIRST, 2), (THIRD, 1)),
        supplier=NUMERIC,
        place="Armoire A1",
    ),
    model(
        "Tablette avec clavier et stylet",
        "writing maths",
        says=(
            "Une tablette pour photographier l’exercice, écrire dessus au stylet ou au clavier et la rendre au "
            "professeur. Rien à recopier, rien à perdre."
        ),
        advice="Choisissez une seule application pour commencer et la même dans toutes les matières.",
        checks=("Tablette sans fêlure", "Clavier", "Stylet", "Chargeur", "Coque"),
        value=480,
        items=((SECOND, 3),),
        supplier=NUMERIC,
        place="Chariot de charge",
    ),
    model(
        "Logiciel de prédiction de mots (licence)",
        "writing reading",
        says=(
            "Le logiciel propose la suite du mot, même mal commencé, et le dit à voix haute. "
            "L’élève dyslexique écrit plus, avec moins de fautes."
        ),
        advice="Réglez-le pour trois propositions seulement\u00a0; plus, c’est une lecture de plus.",
        checks=("Clé de licence", "Fiche d’installation"),
        value=120,
        items=((SECOND, 2),),
        supplier=NUMERIC,
        place="Classeur des licences",
    ),
)
