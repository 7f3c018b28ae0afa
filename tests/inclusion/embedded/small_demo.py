"""A demonstration small enough for tests: real services, a web server of the standard library, a sleeper.

python small_demo.py DATA PORT [FAULT]    FAULT: "step" fails before the web server, "program" after it, "loading" after
                                          the first part is there
"""

import os
import sys
from pathlib import Path

from inclusion.embedded.supervisor import SOCKET, Plan, Program, Step, Supervisor

WEB = f"""
import http.server, socket
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler, bind_and_activate=False)
server.socket = socket.socket(fileno={SOCKET})
server.serve_forever()
"""
SLEEP = "import time; time.sleep(600)"
FAIL = "print('le journal le dit'); raise SystemExit(5)"
FAIL_LATER = "import time; time.sleep(1); " + FAIL
LOAD = """
import os, time
print('DATABASE_URL' in os.environ, 'REDIS_URL' in os.environ, os.environ['DEMO'])
print('')
print('1 réseau sur 2 est prêt : Un')
print('une trace')
time.sleep(1)
"""
LOADED = LOAD + "print('2 réseaux sur 2 sont prêts : Deux')"


def plan(folder: Path, fault: str) -> Plan:
    """The small demonstration, with the named fault."""
    return Plan(
        folder=folder,
        steps=(Step("Préparation", "prepare", ["-c", FAIL if fault == "step" else "pass"]),),
        loader=Step("Chargement", "load", ["-c", LOAD + FAIL if fault == "loading" else LOADED]),
        programs=(
            Program("web", ["-c", WEB], seconds=2),
            Program("worker", ["-c", FAIL_LATER if fault == "program" else SLEEP], seconds=2),
        ),
    )


if __name__ == "__main__":
    data, port, *fault = sys.argv[1:]
    small = plan(Path(data).parent, fault[0] if fault else "")
    sys.exit(Supervisor(Path(data), port=int(port), environ=os.environ, plan=small).run())
