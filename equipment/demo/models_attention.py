"""What helps to concentrate, to find one's way through the day, and to calm down."""

from equipment.demo.making import NUMERIC, PAPER, SENSES, model
from equipment.demo.shapes import FIRST, SECOND, THIRD, WINTER

MODELS = (
    model(
        "Casque antibruit",
        "attention calm",
        says=(
            "Un casque sans électronique qui baisse le bruit de la classe. "
            "Il aide l’élève que les sons débordent à finir un exercice ou à supporter la cantine."
        ),
        advice="Convenez d’un signe pour l’enlever quand le professeur parle. Dix à vingt minutes à la fois.",
        checks=("Casque", "Mousses propres", "Housse"),
        value=32,
        items=((FIRST, 3), (SECOND, 2)),
        supplier=SENSES,
        place="Étagère C1",
    ),
    model(
        "Casque à réduction de bruit",
        "attention hearing calm",
        says=(
            "Un casque qui efface le bruit continu et laisse passer une voix proche. "
            "L’élève travaille en étude ou en groupe sans perdre le fil."
        ),
        advice="Rechargez-le chaque soir. Il peut aussi servir d’écouteurs pour un texte lu.",
        checks=("Casque", "Câble de charge", "Étui", "Mousses propres"),
        value=190,
        items=((WINTER, 2), (THIRD, 1)),
        supplier=NUMERIC,
        place="Étagère C1",
    ),
    model(
        "Minuteur visuel",
        "attention organisation",
        says=(
            "Un disque de couleur qui diminue en silence\u00a0: l’élève voit le temps qui reste. "
            "Il commence plus vite, s’arrête sans se fâcher et sait où il en est."
        ),
        advice="Cinq à dix minutes par tâche, puis une courte pause. Posez-le à la vue de l’élève seul.",
        checks=("Minuteur", "Pile", "Vitre sans fêlure"),
        value=38,
        items=((FIRST, 3), (SECOND, 2)),
        supplier=PAPER,
        place="Étagère C1",
    ),
    model(
        "Balle lestée à malaxer",
        "calm attention",
        says=(
            "Une balle lourde et souple que l’élève presse sous la table. "
            "Elle occupe les mains, et l’attention revient au cours."
        ),
        advice="Une règle simple\u00a0: elle reste dans la main. Si elle vole, elle se repose pour l’heure.",
        checks=("Balle sans fuite", "Pochette"),
        value=18,
        items=((FIRST, 3),),
        supplier=SENSES,
        place="Tiroir C2",
    ),
    model(
        "Coussin d’assise dynamique",
        "attention motor",
        says=(
            "Un coussin gonflé, à picots, sur lequel l’élève bouge un peu sans se lever. "
            "Le corps travaille, la tête écoute."
        ),
        advice="Gonflez-le peu. Commencez par un cours par jour, puis l’élève dit quand il en a besoin.",
        checks=("Coussin", "Pompe", "Housse lavée"),
        value=34,
        items=((FIRST, 2), (SECOND, 2)),
        supplier=SENSES,
        place="Étagère C3",
    ),
    model(
        "Siège dynamique oscillant",
        "attention motor",
        says=(
            "Un tabouret à base ronde qui suit les mouvements. "
            "L’élève qui se balance sur sa chaise se balance ici sans danger et reste à sa table."
        ),
        advice="Prévenez toute la classe du droit d’usage\u00a0: un seul siège, un seul élève.",
        checks=("Siège", "Base antidérapante", "Hauteur qui se bloque"),
        value=145,
        items=((WINTER, 2), (SECOND, 1)),
        supplier=SENSES,
        place="Réserve, étagère basse",
    ),
    model(
        "Bande élastique pour pieds de chaise",
        "attention motor",
        says="Une bande large tendue entre les pieds de la chaise. L’élève pousse dessus et bouge sans bruit.",
        advice="Vérifiez la tension chaque semaine\u00a0; une bande usée se remplace.",
        checks=("Bande sans coupure", "Deux attaches"),
        value=14,
        items=((FIRST, 2),),
        supplier=SENSES,
        place="Tiroir C2",
    ),
    model(
        "Pédalier silencieux de bureau",
        "attention motor",
        says=(
            "Un petit pédalier sous la table. "
            "Il donne de quoi bouger à l’élève qui ne tient pas assis une heure."
        ),
        advice="Réservez-le à l’étude ou au CDI. Un tapis dessous évite qu’il avance.",
        checks=("Pédalier", "Deux sangles", "Tapis"),
        value=160,
        items=((SECOND, 1),),
        supplier=SENSES,
        place="Réserve, étagère basse",
    ),
    model(
        "Gilet lesté",
        "calm",
        says=(
            "Un gilet qui pèse doucement sur les épaules. "
            "La pression apaise l’élève agité ou inquiet, le temps d’un contrôle ou d’un passage à l’oral."
        ),
        advice=(
            "Seulement avec l’accord de l’ergothérapeute ou de l’infirmière\u00a0: vingt minutes, jamais plus de "
            "5\u00a0% du poids de l’élève."
        ),
        checks=("Gilet", "Six poids", "Housse lavée"),
        value=95,
        items=((WINTER, 2),),
        supplier=SENSES,
        place="Étagère C3",
    ),
    model(
        "Coussin lesté de genoux",
        "calm attention",
        says="Un coussin lourd posé sur les cuisses. Il rassure et aide à rester assis pendant une lecture.",
        advice="L’élève le pose et l’enlève quand il veut.",
        checks=("Coussin", "Housse lavée"),
        value=52,
        items=((FIRST, 2),),
        supplier=SENSES,
        place="Étagère C3",
    ),
    model(
        "Paravent de table pliant",
        "attention",
        says=(
            "Trois panneaux gris posés sur la table cachent ce qui bouge autour. "
            "L’élève garde les yeux sur sa feuille."
        ),
        advice="Proposez-en deux dans la classe\u00a0: personne n’est montré du doigt.",
        checks=("Trois panneaux", "Sangle"),
        value=46,
        items=((FIRST, 2),),
        supplier=PAPER,
        place="Réserve, étagère haute",
    ),
    model(
        "Planning visuel magnétique",
        "organisation",
        says=(
            "Un tableau et des images aimantées pour composer la journée ou les étapes d’un travail. "
            "L’élève sait ce qui vient après et retourne l’image quand c’est fait."
        ),
        advice="Préparez-le avec l’élève le lundi matin. Trois étapes suffisent pour commencer.",
        checks=("Tableau", "Soixante images", "Feutre"),
        value=58,
        items=((FIRST, 2),),
        supplier=PAPER,
        place="Étagère C1",
    ),
    model(
        "Montre à vibrations",
        "organisation attention",
        says=(
            "Une montre qui vibre aux heures choisies\u00a0: changer de salle, boire, regarder sa feuille. "
            "L’élève n’attend plus qu’un adulte le lui dise."
        ),
        advice="Pas plus de six vibrations par jour, choisies avec l’élève et sa famille.",
        checks=("Montre", "Câble de charge", "Notice d’une page"),
        value=65,
        items=((SECOND, 2),),
        supplier=NUMERIC,
        place="Tiroir C2",
    ),
    model(
        "Objets à manipuler discrets (assortiment)",
        "calm attention",
        says="Six petits objets silencieux pour occuper les doigts. Ils remplacent le stylo que l’on démonte.",
        advice="L’élève en choisit un par jour\u00a0; les autres restent dans la boîte.",
        checks=("Six objets", "Boîte"),
        value=26,
        items=((FIRST, 2),),
        supplier=SENSES,
        place="Tiroir C2",
    ),
    model(
        "Localisateur d’affaires",
        "organisation",
        says=(
            "Quatre pastilles à coller sur la trousse, les clés, l’agenda. "
            "Un bouton les fait sonner\u00a0: l’élève retrouve ce qu’il a posé."
        ),
        advice="Gardez la télécommande au bureau de la vie scolaire les premières semaines.",
        checks=("Télécommande", "Quatre pastilles", "Piles"),
        value=40,
        items=((SECOND, 1),),
        supplier=NUMERIC,
        place="Tiroir C2",
    ),
)
