"""A PostgreSQL server of the tests' own, in a temporary folder: a socket that nobody else reaches, and no port."""

import contextlib
import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from conftest import without

USER = "unrolled"
SETTINGS = ("listen_addresses=", "fsync=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=60")


def found(program):
    """Return the path of a PostgreSQL program, of the newest version that is here, or "".

    Debian puts those of a server where no PATH looks.
    """
    here = glob.glob(f"/usr/lib/postgresql/*/bin/{program}")
    newest = max(here, key=lambda path: float(path.split("/")[4]), default="")
    return shutil.which(program) or newest


def _somebody():
    """Return how to start a program as an ordinary user, for PostgreSQL never runs as root, and that user's number."""
    if os.geteuid():
        return {}, os.geteuid()
    names = {one.pw_name: one for one in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}, user.pw_uid


class Server:
    """A running server; each database that it makes is a new one."""

    def __init__(self, folder):
        self.folder = folder
        self.made = 0

    def url(self, name):
        """Return what nbgrader calls a database."""
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}"

    def new(self, like="template1"):
        """Make a database, an empty one or a copy of another, and return its name."""
        self.made += 1
        with self.connected("postgres") as connection:
            connection.execute(f"CREATE DATABASE course_{self.made} TEMPLATE {like}")
        return f"course_{self.made}"

    def connected(self, name):
        """Return a connection that commits each statement."""
        import psycopg

        return psycopg.connect(host=self.folder, user=USER, dbname=name, autocommit=True)


@contextlib.contextmanager
def running():
    """Start a server, and stop it at the end, whatever happens."""
    import psycopg

    user, number = _somebody()
    folder = tempfile.mkdtemp(prefix="postgresql-", dir="/tmp")  # a socket's path may have about a hundred characters
    os.chown(folder, number, -1)
    data, said = os.path.join(folder, "data"), os.path.join(folder, "said.txt")
    make = [found("initdb"), "--auth=trust", "--no-sync", f"--username={USER}", "--encoding=UTF8", "--locale=C"]
    start = [found("postgres"), "-D", data, "-k", folder, *(word for one in SETTINGS for word in ("-c", one))]
    server, process = Server(folder), None
    try:
        done = subprocess.run([*make, "-D", data], cwd=folder, capture_output=True, text=True, check=False, **user)
        assert done.returncode == 0, done.stdout + done.stderr
        with open(said, "wb") as log:
            process = subprocess.Popen(
                start, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **user
            )
        until = time.monotonic() + 60
        while True:
            with contextlib.suppress(psycopg.OperationalError), server.connected("postgres"):
                break
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError(Path(said).read_text())
            time.sleep(0.05)
        yield server
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # it ends all connections, and then itself
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait(30)
        shutil.rmtree(folder)


def need_postgresql():
    """Skip a test where there is no server to start, or no driver."""
    if os.name != "posix" or not found("initdb"):
        without("a PostgreSQL server")
    try:
        import psycopg  # noqa: F401
    except ImportError:
        without("psycopg")
