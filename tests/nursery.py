"""Workers that start in a second: a process that has loaded the portal once and forks one for each line it reads.

    python -m tests.nursery MODULE...    with {"log": …, "arguments": […], "namespace": …} as lines on its input

It writes the number of each worker's process. Each is a Celery program in a session of its own, as if started by
hand; only reading the code took place before. It ends, and nothing else with it, when its input is closed.
"""

import gc
import importlib
import json
import os
import signal
import sys
from typing import Any

import django


def _become(program: dict[str, Any]) -> None:
    """Turn this new process into a Celery program; in a network namespace of its own where one is named."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(program["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(number, target)
    if program["namespace"]:
        os.setns(os.open(f"/run/netns/{program['namespace']}", os.O_RDONLY), os.CLONE_NEWNET)
    from celery.__main__ import main

    sys.argv = ["celery", "-A", "inclusion", *program["arguments"]]
    main()


def main() -> None:
    """Load, then fork for each line."""
    django.setup()
    from inclusion.celery import app

    app.loader.import_default_modules()
    for module in sys.argv[1:]:
        importlib.import_module(module)
    from django.db import connections

    connections.close_all()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a worker ended
    for line in iter(sys.stdin.readline, ""):
        pid = os.fork()
        if pid == 0:
            try:
                _become(json.loads(line))
            finally:
                os._exit(1)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
