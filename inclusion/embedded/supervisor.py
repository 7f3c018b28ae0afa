"""The demonstration: every program of the portal started in order, watched, and stopped in the reverse order."""

import contextlib
import http.client
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from inclusion.embedded.processes import TICK, Child, ServiceError, keep_one_older
from inclusion.embedded.services import Services

PROJECT = Path(__file__).parents[2]
SOCKET = "{socket}"  # stands for the number of the web server's listening socket


@dataclass(frozen=True)
class Step:
    """Python arguments of a command that runs to its end, under a title that the user sees."""

    title: str
    name: str
    arguments: Sequence[str]


@dataclass(frozen=True)
class Program:
    """Python arguments of a program that stays; `seconds` is what it gets to finish its work when it stops."""

    name: str
    arguments: Sequence[str]
    seconds: float


@dataclass(frozen=True)
class Plan:
    """What a demonstration consists of, beside the services.

    The loader is started together with the programs and ends by itself. It writes what the user needs to log in, an
    empty line, then a line of progress (`PROGRESS`) for each part that is ready. The address is given at the first of
    these lines; the others are shown as they come.
    """

    folder: Path
    steps: Sequence[Step]
    programs: Sequence[Program]  # in the order of their stop as well; the first is the web server
    loader: Step


# The rest is in gunicorn.conf.py.
_WEB = ("-m", "gunicorn", "--bind", f"fd://{SOCKET}", "--graceful-timeout", "5")
_CELERY = ("-m", "celery", "-A")
PORTAL = Plan(
    folder=PROJECT,
    steps=(Step("Préparation de la base et des territoires", "prepare", ["manage.py", "prepare"]),),
    loader=Step("Chargement des réseaux de démonstration", "load_demo", ["manage.py", "load_demo"]),
    programs=(
        Program("web", _WEB, seconds=8),
        Program("worker", [*_CELERY, "inclusion", "worker", "--concurrency", "2", "--loglevel", "INFO"], seconds=25),
        Program("beat", [*_CELERY, "inclusion.beat", "beat", "--pidfile=", "--loglevel", "INFO"], seconds=5),
    ),
)
PROGRESS = re.compile(r"(?P<ready>\d+) réseaux? sur (?P<all>\d+) ")
WEB_SECONDS = 90  # the longest wait for the first page
LINES_SHOWN = 25  # of the log of a program that failed


class Stopped(Exception):
    """The user asked to stop."""


class Supervisor:
    """One run of the demonstration on a port of this machine.

    `run` returns the exit code: 0 after Ctrl-C, SIGTERM or a hang-up, 1 when something failed, 2 when it may not
    start (port taken, already running).
    """

    def __init__(self, data: Path, *, port: int, environ: Mapping[str, str], plan: Plan = PORTAL) -> None:
        self.plan = plan
        self.services = Services(data, environ=environ)
        self.port = port
        self.address = f"http://localhost:{port}/"
        self.environ = environ
        self.programs: list[Child] = []
        self.loader: Child | None = None
        self.shown = 0  # lines of progress
        self.asked_to_stop = False

    def run(self) -> int:
        """Start everything, wait, stop everything."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        listener = self._listen()
        if listener is None:
            return 2
        with listener:
            if not self.services.take():
                status = self.services.status()
                say(
                    f"La démonstration tourne déjà depuis {self.services.data} : "
                    f"{status.get('address', 'elle est en train de démarrer')} (processus {status.get('pid', '?')})."
                )
                return 2
            code = 0
            try:
                self._start(listener)
                listener.close()
                self._watch()
            except Stopped:
                say("\nArrêt de la démonstration…")
            except ServiceError as error:
                code = 1
                say(f"\n{error}\nArrêt de la démonstration…")
            finally:
                self._stop()
            say("Tout est arrêté." if code == 0 else "Tout est arrêté, après une erreur.")
            return code

    # -- Starting ---------------------------------------------------------------------------------------------------
    def _listen(self) -> socket.socket | None:
        """Take the port now, so that nobody else can before the web server, which inherits the socket, is ready."""
        try:
            return socket.create_server(("127.0.0.1", self.port), backlog=128)
        except PermissionError:
            say(f"Le port {self.port} demande des droits particuliers : PORT=8000 make demo.")
        except OverflowError:
            say(f"Le port {self.port} n’existe pas : PORT=8000 make demo.")
        except OSError:
            say(f"Le port {self.port} est déjà pris : choisissez-en un autre, comme PORT={self._other()} make demo.")
        return None

    def _other(self) -> int:
        return self.port + 1 if self.port < 65535 else 8000

    def _start(self, listener: socket.socket) -> None:
        say("Démarrage de PostgreSQL, du courtier de messages et de la boîte aux lettres…")
        self.services.start()
        self._pause()
        for step in self.plan.steps:
            say(f"{step.title}…")
            self._carry_out(step)
        say(f"{self.plan.loader.title}, démarrage du serveur web et du travail en arrière-plan…")
        self.loader = self._child(self.plan.loader.name, self.plan.loader.arguments)
        listener.set_inheritable(True)
        web, *others = self.plan.programs
        self.programs.append(self._launch(web, listener.fileno()))
        # Somebody waits for the page; what works in the background would take half of the machine meanwhile.
        self._await_page()
        self.programs += [self._launch(program, listener.fileno()) for program in others]
        while not self._progress():
            if self.loader.exit_code() is not None and not self._progress():
                raise ServiceError(failure(self.loader))
            self._pause()
        self.services.publish(address=self.address)
        say(f"\nLiant répond à l’adresse {self.address}\n\n{self._written().partition('\n\n')[0].strip()}\n")
        if "EMAIL_HOST" not in self.environ:
            say(f"Les courriels de la démonstration restent ici : {self.services.data / 'mail'}")
        say("Ctrl-C arrête tout.\n")

    def _environment(self, *, of_owner: bool) -> dict[str, str]:
        """What a program runs with; the steps before the others may act for the owner of the tables."""
        env = {
            "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
            "PUBLIC_URL": self.address,
            "MALLOC_ARENA_MAX": "2",  # what one thread gave back to the C library serves the others
            **self.environ,
            **self.services.env,
            "DEMO": "1",
            "PYTHONUNBUFFERED": "1",
        }
        if not of_owner:
            env.pop("DATABASE_OWNER_URL", None)
        return env

    def _child(
        self,
        name: str,
        arguments: Sequence[str],
        *,
        seconds: float = 10,
        pass_fds: Sequence[int] = (),
        of_owner: bool = False,
    ) -> Child:
        log = self.services.logs / f"{name}.log"
        keep_one_older(log)
        return Child(
            name,
            [sys.executable, *arguments],
            log=log,
            env=self._environment(of_owner=of_owner),
            cwd=self.plan.folder,
            stop_seconds=seconds,
            pass_fds=pass_fds,
        )

    def _launch(self, program: Program, socket_number: int) -> Child:
        """Start a program; only the one that asks for the socket inherits it."""
        arguments = [part.replace(SOCKET, str(socket_number)) for part in program.arguments]
        inherits = arguments != list(program.arguments)
        return self._child(
            program.name, arguments, seconds=program.seconds, pass_fds=[socket_number] if inherits else []
        )

    def _carry_out(self, step: Step) -> None:
        """Run a step to its end."""
        child = self._child(step.name, step.arguments, of_owner=True)
        try:
            while child.exit_code() is None:
                self._pause()
            if child.exit_code() != 0:
                raise ServiceError(failure(child))
        finally:
            child.stop()

    # -- Loading ----------------------------------------------------------------------------------------------------
    def _written(self) -> str:
        """What the loader has written up to now."""
        assert self.loader is not None
        return self.loader.log.read_text(encoding="utf-8", errors="replace")

    def _progress(self) -> list[str]:
        """The loader's whole lines of progress, up to now."""
        return [line for line in self._written().split("\n")[:-1] if PROGRESS.match(line)]

    def _show_progress(self) -> None:
        """Show what the loader has got ready; say so where it failed. The portal goes on with what is there."""
        if self.loader is None:
            return
        code = self.loader.exit_code()
        progress = self._progress()
        for line in progress[self.shown :]:
            say(f"{bar(line)} {line}")
        self.shown = len(progress)
        if code is not None:
            if code != 0:
                say(f"{failure(self.loader)}\nCe qui manque se charge au prochain démarrage.")
            self.loader.stop()
            self.loader = None

    def _await_page(self) -> None:
        deadline = time.monotonic() + WEB_SECONDS
        while not answers(self.port):
            self._pause()
            if time.monotonic() > deadline:
                raise ServiceError(f"Le serveur web ne répond pas.\n{failure(self.programs[0])}")

    # -- Waiting and stopping ---------------------------------------------------------------------------------------
    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def _pause(self) -> None:
        """Wait a moment. Raises Stopped when the user asked to, ServiceError when a program died."""
        time.sleep(TICK)
        if self.asked_to_stop:
            raise Stopped
        for child in [*self.services.children(), *self.programs]:
            if child.exit_code() is not None:
                raise ServiceError(failure(child))

    def _watch(self) -> None:
        while True:
            self._show_progress()
            self._pause()
            time.sleep(0.25)

    def _stop(self) -> None:
        for child in [*([self.loader] if self.loader else []), *self.programs]:
            child.stop()
        self.services.stop()


def failure(child: Child) -> str:
    """What to say of a program that ended: which, how, where its log is and how the log ends."""
    code = child.exit_code()
    how = "" if code is None else f" (tué par le signal {-code})" if code < 0 else f" (code {code})"
    return f"« {child.name} » s’est arrêté{how}. Journal : {child.log}\n{child.last_lines(LINES_SHOWN)}"


def bar(line: str) -> str:
    """How far a line of progress says that the loading is, drawn."""
    found = PROGRESS.match(line)
    assert found is not None
    ready, all_ = int(found["ready"]), int(found["all"])
    return f"[{'#' * ready}{'·' * (all_ - ready)}]"


def answers(port: int) -> bool:
    """Whether the home page comes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def say(text: str) -> None:
    """Write a line for the user, who may have hung up."""
    with contextlib.suppress(OSError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the demonstration keeps its data: DATA_DIR, else `.data` in the project."""
    return Path(environ.get("DATA_DIR") or PROJECT / ".data")
