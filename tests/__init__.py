"""The suite, which runs on settings of its own.

Said here, before a plugin of the suite imports the portal, which would name the portal's own.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
