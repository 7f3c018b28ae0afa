"""What the public guide shows elsewhere: a door of the public home and of the network's site."""

from inclusion.hooks import register_public_door
from inclusion.models.place_readings import networks_with_places

register_public_door("Guide du numérique", "guide", networks_with_places, order=10)
