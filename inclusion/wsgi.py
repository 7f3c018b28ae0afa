"""What the web server loads before it forks: all that pages need is in memory once, for every process."""

import gc
import os

import redis  # noqa: F401  (the cache imports it at its first use)
from django.core.wsgi import get_wsgi_application
from django.template import engines
from django.urls import reverse

from inclusion.production import refuse_real_networks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclusion.settings")
os.environ["PROCESS"] = "web"  # before the settings, which say how long a page may wait for the database

application = get_wsgi_application()
refuse_real_networks()
# Django would load these, like redis, at the first page, in each process anew.
engines.all()
reverse("home")
gc.collect()
gc.freeze()  # what is here stays: no collection writes into memory that processes share
