"""What the public guide shows elsewhere: a door of the public home, its PDF among the files that are prepared ahead."""

from inclusion.documents import guide_book  # noqa: F401  (it adds itself to the files of the guide)
from inclusion.hooks import register_public_door
from inclusion.models.place_queries import networks_with_places

register_public_door("Guide du numérique", "guide", networks_with_places, short="Guide", order=10)
