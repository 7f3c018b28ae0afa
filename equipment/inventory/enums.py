"""The closed lists of what is owned, with their French labels."""

from django.db.models import TextChoices

from equipment.enums import Need


class SupplyKind(TextChoices):
    """What is counted and not tracked one by one."""

    ACCESSORY = "accessory", "Accessoire"
    CONSUMABLE = "consumable", "Consommable"


class Drawing(TextChoices):
    """What a model is drawn as where it has no photograph; the drawings stand in static/drawings."""

    READING_PEN = "reading-pen", "Stylo lecteur, scanner à main"
    MAGNIFIER = "magnifier", "Loupe"
    SCREEN_MAGNIFIER = "screen-magnifier", "Grand écran de lecture"
    SCREEN_FILTERS = "screen-filters", "Filtres et règles de couleur"
    SLOPE = "slope", "Pupitre, plan incliné"
    LAMP = "lamp", "Lampe"
    CAMERA = "camera", "Caméra de documents"
    AUDIO_PLAYER = "audio-player", "Lecteur audio, liseuse"
    TABLET = "tablet", "Tablette"
    LAPTOP = "laptop", "Ordinateur portable"
    SOFTWARE = "software", "Logiciel"
    KEYBOARD = "keyboard", "Clavier"
    MOUSE = "mouse", "Souris, boule de commande"
    SWITCH = "switch", "Gros bouton, contacteur"
    PENCILS = "pencils", "Crayons, stylos, ciseaux"
    GEOMETRY = "geometry", "Règle, équerre, compas"
    CALCULATOR = "calculator", "Calculatrice"
    HEADSET = "headset", "Casque"
    MICROPHONE = "microphone", "Micro, récepteur, enceinte"
    TIMER = "timer", "Minuteur, montre"
    SEAT = "seat", "Siège, coussin"
    FIDGETS = "fidgets", "Balle, objets à manipuler"
    PICTOGRAMS = "pictograms", "Planning, pictogrammes"
    CHARGER = "charger", "Chargeur, accessoire"


#: How a model is drawn of which nobody said it, by the first of its needs.
DRAWING_OF = {
    Need.READING: Drawing.READING_PEN,
    Need.WRITING: Drawing.PENCILS,
    Need.ATTENTION: Drawing.TIMER,
    Need.ORGANISATION: Drawing.PICTOGRAMS,
    Need.MATHS: Drawing.GEOMETRY,
    Need.HEARING: Drawing.HEADSET,
    Need.SEEING: Drawing.MAGNIFIER,
    Need.MOTOR: Drawing.SWITCH,
    Need.COMMUNICATION: Drawing.TABLET,
    Need.CALM: Drawing.FIDGETS,
}
#: How every kit is drawn.
KIT_DRAWING = "kit"
