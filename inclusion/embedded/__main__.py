"""`python -m inclusion.embedded demo [--port N]` and `python -m inclusion.embedded run -- COMMAND…`."""

import argparse
import os
import signal
import subprocess
import sys

from inclusion.embedded.processes import ServiceError
from inclusion.embedded.services import Services
from inclusion.embedded.supervisor import Supervisor, data_folder, say


def main() -> int:
    """Read the arguments, do, return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m inclusion.embedded")
    verbs = parser.add_subparsers(dest="verb", required=True)
    demo = verbs.add_parser("demo", help="the whole portal with demonstration data")
    demo.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)
    run = verbs.add_parser("run", help="one command with database, broker and mailbox around it")
    run.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    if arguments.verb == "demo":
        return Supervisor(data_folder(), port=arguments.port, environ=os.environ).run()
    command = [part for part in arguments.command[:1] if part != "--"] + arguments.command[1:]
    if not command:
        run.error("which command?")
    return run_command(command)


def run_command(command: list[str]) -> int:
    """Run a command in the terminal's foreground, with the services of the data folder; its exit code."""
    services = Services(data_folder(), environ=os.environ)
    try:
        if services.take():
            services.start()
        elif not services.join():
            raise ServiceError(f"{services.data} est occupé par un autre processus qui ne répond pas.")
        env = {"DEMO": "1", **os.environ, **services.env}
        # Ctrl-C in the terminal is the command's business; a SIGTERM or a hang-up is handed on to it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with subprocess.Popen(command, env=env, preexec_fn=_listen_to_interrupts) as process:
            for number in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, lambda got, _frame: process.send_signal(got))
            code = process.wait()
        return code if code >= 0 else 128 - code
    except (ServiceError, OSError) as error:
        say(str(error))
        return 1
    finally:
        services.stop()


def _listen_to_interrupts() -> None:
    """Undo, in the command, that its starter ignores Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


if __name__ == "__main__":
    sys.exit(main())
