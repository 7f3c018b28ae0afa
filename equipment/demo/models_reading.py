"""What helps to read and to see."""

from equipment.demo.making import NUMERIC, PAPER, model
from equipment.demo.shapes import FIRST, SECOND, THIRD, WINTER

MODELS = (
    model(
        "Stylo lecteur",
        "reading",
        says=(
            "Un gros stylo que l’élève passe sur une ligne imprimée\u00a0: il la lit à voix haute dans des écouteurs. "
            "Il aide à lire une consigne ou un texte court seul, sans attendre un adulte."
        ),
        advice=(
            "Essayez d’abord avec des consignes courtes, deux ou trois fois par cours. L’élève suit la ligne "
            "doucement\u00a0; il lui faut une semaine pour trouver le geste."
        ),
        checks=("Stylo", "Câble de charge", "Écouteurs", "Étui"),
        value=290,
        items=((FIRST, 3), (SECOND, 3)),
        supplier=NUMERIC,
        place="Armoire A1",
    ),
    model(
        "Règle de lecture colorée",
        "reading attention",
        says=(
            "Une règle transparente et teintée, percée d’une fenêtre\u00a0: elle ne montre qu’une ligne à la fois. "
            "L’élève ne saute plus de ligne et retrouve où il en était."
        ),
        advice="Laissez l’élève choisir sa couleur. La règle reste dans la trousse, à côté du texte.",
        checks=("Trois règles de couleurs différentes", "Pochette"),
        value=12,
        items=((FIRST, 4),),
        supplier=PAPER,
        place="Tiroir A2",
    ),
    model(
        "Loupe électronique de poche",
        "seeing reading",
        says=(
            "Un petit écran à poser sur la page\u00a0: il grossit le texte jusqu’à quinze fois et change les couleurs. "
            "Il aide un élève malvoyant à lire un manuel, une carte ou une étiquette."
        ),
        advice="Réglez ensemble le grossissement et le contraste, puis notez-les dans l’étui.",
        checks=("Loupe", "Chargeur", "Étui", "Chiffon pour l’écran"),
        value=340,
        items=((FIRST, 2), (WINTER, 1)),
        supplier=NUMERIC,
        place="Armoire A1",
    ),
    model(
        "Téléagrandisseur de bureau",
        "seeing reading",
        says=(
            "Un grand écran au-dessus d’un plateau qui coulisse\u00a0: la feuille posée dessus apparaît en très grand. "
            "Il permet de lire, d’écrire et de dessiner sans se pencher."
        ),
        advice=(
            "Il reste dans une salle, près d’une prise. Prévoyez une demi-heure avec l’élève pour régler l’image "
            "et la hauteur."
        ),
        checks=("Écran sans rayure", "Plateau qui coulisse", "Câble d’alimentation", "Notice"),
        value=1450,
        items=((WINTER, 1),),
        supplier=NUMERIC,
        place="Réserve, étagère basse",
    ),
    model(
        "Scanner à main",
        "reading writing",
        says=(
            "Une barre que l’élève fait glisser sur une page\u00a0: elle devient un fichier qu’il lit, fait lire ou "
            "complète sur son ordinateur. Le cours est complet, sans recopier."
        ),
        advice="À essayer avec un ordinateur. Entraînez le geste sur une page entière avant le premier cours.",
        checks=("Scanner", "Câble", "Carte mémoire", "Housse"),
        value=145,
        items=((FIRST, 2), (SECOND, 1)),
        supplier=NUMERIC,
        place="Armoire A1",
    ),
    model(
        "Caméra de documents à lecture vocale",
        "reading seeing",
        says=(
            "Une caméra sur pied photographie la page et la lit à voix haute. "
            "Elle aide l’élève qui comprend bien à l’oral et que la lecture épuise."
        ),
        advice="Utilisez-la au CDI ou en étude, avec un casque. La voix et la vitesse se choisissent.",
        checks=("Caméra", "Pied", "Câble", "Notice d’installation"),
        value=620,
        items=((SECOND, 2),),
        supplier=NUMERIC,
        place="Armoire A1",
    ),
    model(
        "Tablette avec manuels numériques adaptés",
        "reading organisation",
        says=(
            "Une tablette où les manuels du collège se lisent en grand, avec des lignes espacées, ou s’écoutent. "
            "Le cartable s’allège et l’élève tourne les pages seul."
        ),
        advice="Demandez les manuels au professeur documentaliste deux semaines avant le prêt.",
        checks=("Tablette sans fêlure", "Coque", "Chargeur", "Écouteurs"),
        value=420,
        items=((FIRST, 2), (THIRD, 1)),
        supplier=NUMERIC,
        place="Chariot de charge",
    ),
    model(
        "Logiciel de lecture à voix haute (licence)",
        "reading",
        says=(
            "Le logiciel lit ce qui est à l’écran et surligne le mot qu’il dit. "
            "L’élève relit son propre texte et entend ses fautes."
        ),
        advice="La licence s’installe sur un ordinateur du collège ou de la banque, pour la durée du prêt.",
        checks=("Clé de licence", "Fiche d’installation"),
        value=95,
        items=((FIRST, 4),),
        supplier=NUMERIC,
        place="Classeur des licences",
    ),
    model(
        "Lampe de bureau à lumière réglable",
        "seeing attention",
        says=(
            "Une lampe à pince dont la force et la teinte se règlent. "
            "Elle supprime les reflets et repose les yeux d’un élève qui fatigue vite."
        ),
        advice="Commencez par une lumière douce et chaude\u00a0; l’élève dit ce qui lui convient.",
        checks=("Lampe", "Pince", "Transformateur"),
        value=68,
        items=((FIRST, 3),),
        supplier=PAPER,
        place="Étagère A3",
    ),
    model(
        "Pupitre de lecture inclinable",
        "seeing motor",
        says=(
            "Un support qui redresse le livre ou la tablette devant les yeux. "
            "Il soulage la nuque et libère les deux mains."
        ),
        advice="Placez-le face à l’élève, à bout de bras. Les butées tiennent aussi un gros dictionnaire.",
        checks=("Pupitre", "Deux butées", "Antidérapant"),
        value=54,
        items=((FIRST, 2),),
        supplier=PAPER,
        place="Étagère A3",
    ),
    model(
        "Filtres colorés pour la page",
        "reading seeing",
        says=(
            "Dix feuilles transparentes de couleurs différentes, à poser sur le texte. "
            "Elles calment l’éblouissement\u00a0; pour certains élèves les lettres bougent moins."
        ),
        advice="Faites lire le même paragraphe avec et sans filtre, et gardez celui que l’élève préfère.",
        checks=("Dix filtres", "Pochette"),
        value=24,
        items=((FIRST, 2),),
        supplier=PAPER,
        place="Tiroir A2",
    ),
    model(
        "Lecteur de livres audio",
        "reading seeing",
        says=(
            "Un lecteur à gros boutons pour écouter les romans étudiés en classe, avec des marque-pages. "
            "L’élève suit l’histoire en même temps que les autres."
        ),
        advice="Demandez le titre à l’avance à une bibliothèque sonore. Réglez la vitesse dès la première écoute.",
        checks=("Lecteur", "Chargeur", "Casque", "Carte mémoire"),
        value=185,
        items=((FIRST, 2), (SECOND, 1)),
        supplier=NUMERIC,
        place="Armoire A1",
    ),
    model(
        "Liseuse à grands caractères",
        "reading seeing",
        says=(
            "Un écran mat, sans reflet, où la taille des lettres et l’espace entre les lignes se choisissent. "
            "Lire un roman devient possible sans fatigue."
        ),
        advice="Choisissez une police simple et peu de texte par page\u00a0; le livre paraît plus court.",
        checks=("Liseuse", "Housse", "Câble de charge"),
        value=165,
        items=((WINTER, 2),),
        supplier=NUMERIC,
        place="Armoire A1",
    ),
    model(
        "Barre de lecture lumineuse",
        "reading seeing",
        says=(
            "Une barre qui grossit et éclaire une seule ligne. "
            "Elle aide à suivre un tableau, un dictionnaire, un texte serré."
        ),
        advice="À plat sur la page. Rechargez-la chaque soir.",
        checks=("Barre", "Câble de charge", "Chiffon"),
        value=42,
        items=((FIRST, 2),),
        supplier=PAPER,
        place="Tiroir A2",
    ),
    model(
        "Clavier à grands caractères contrastés",
        "seeing writing",
        says=(
            "Un clavier aux lettres très grandes, jaunes sur fond noir. "
            "L’élève malvoyant trouve ses touches sans approcher le visage."
        ),
        advice="Placez-le sous une lumière sans reflet et gardez la souris habituelle.",
        checks=("Clavier", "Câble", "Toutes les touches répondent"),
        value=59,
        items=((SECOND, 2),),
        supplier=NUMERIC,
        place="Armoire B1",
    ),
    model(
        "Caméra pour voir le tableau",
        "seeing",
        says=(
            "Une caméra à pince filme le tableau et le montre en grand sur l’ordinateur de l’élève. "
            "Il voit ce que le professeur écrit, de sa place."
        ),
        advice="Prévenez la classe\u00a0: la caméra ne regarde que le tableau et n’enregistre rien.",
        checks=("Caméra", "Pince", "Câble de trois mètres", "Fiche d’installation"),
        value=780,
        items=((WINTER, 1),),
        supplier=NUMERIC,
        place="Armoire A1",
    ),
)
