"""JupyterLab and a browser, for the tests that look at pages: one server in a folder, one Chromium."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import without

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
WIDTH, HEIGHT = 1100, 900  # of the window: a small laptop's
SLICE = 1600  # pixels of a screenshot
SECONDS = 120  # for anything that takes a second or two
# Settings that nobody notices: all cells are laid out at once, and nothing is fetched from the network.
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
}
READY = "() => window.jupyterapp && window.jupyterapp.restored.then(() => true)"
OPEN = """
async (path) => {
  const app = window.jupyterapp;
  window.opened = await app.commands.execute('docmanager:open', {path, factory: 'Notebook'});
  await window.opened.context.ready;
  await window.opened.revealed;
  app.shell.activateById(window.opened.id);
}
"""
CLOSE = "async () => { await window.opened.sessionContext.shutdown(); window.opened.dispose(); }"


@dataclass
class Server:
    """JupyterLab, running: where, what opens it, its process and what it says."""

    address: str
    token: str
    process: subprocess.Popen[bytes]
    log: Path


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Start a browser; skip the tests where there is none."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        without("playwright")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        without("chromium")
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield one
        one.close()


@contextlib.contextmanager
def jupyter_lab(place: Path, root: Path, variables: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Start a server in the folder `root`; what Jupyter keeps of its user lies in `place`."""
    if importlib.util.find_spec("jupyterlab") is None:
        without("jupyterlab")
    for name, values in SETTINGS.items():
        path = place / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    kept = {
        "HOME": place / "home",
        "JUPYTERLAB_SETTINGS_DIR": place / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": place / "workspaces",
        "JUPYTER_CONFIG_DIR": place / "config",
        "JUPYTER_DATA_DIR": place / "data",
        "JUPYTER_RUNTIME_DIR": place / "runtime",
        "IPYTHONDIR": place / "ipython",
        "JUPYTER_TOKEN": token,
        "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]]),  # nbgrader calls alembic
    }
    environment = {**os.environ, **{name: str(value) for name, value in kept.items()}, **(variables or {})}
    environment.pop("MPLBACKEND", None)  # a notebook chooses its own
    options = {
        "ServerApp.ip": "127.0.0.1", "ServerApp.port": port, "ServerApp.port_retries": 0,
        "ServerApp.open_browser": False, "ServerApp.allow_root": True, "LabApp.expose_app_in_browser": True,
    }  # fmt: skip
    command = [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]
    log = place / "log"
    with log.open("w") as file:
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=file, stderr=file)
    server = Server(f"http://127.0.0.1:{port}", token, process, log)
    try:
        _wait_for(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(server: Server) -> None:
    for _ in range(10 * SECONDS):
        assert server.process.poll() is None, server.log.read_text("utf-8")
        try:
            urllib.request.urlopen(f"{server.address}/api/status?token={server.token}", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"JupyterLab does not answer:\n{server.log.read_text('utf-8')}")


def lab_page(browser: Any, server: Server, width: int = WIDTH) -> Any:
    """Open JupyterLab in a window of its own, and wait until it is ready."""
    page = browser.new_page(viewport={"width": width, "height": HEIGHT})
    page.set_default_timeout(1000 * SECONDS)
    page.goto(f"{server.address}/lab?token={server.token}")
    page.wait_for_function(READY)
    page.evaluate("() => window.jupyterapp.commands.execute('application:set-mode', {mode: 'single-document'})")
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    return page


def keep_slices(page: Any, name: str, length: int, width: int = WIDTH) -> None:
    """Keep a page of that length in slices, where UNROLLED_SCREENSHOTS names a folder for pictures."""
    if "UNROLLED_SCREENSHOTS" not in os.environ:
        return
    folder = Path(os.environ["UNROLLED_SCREENSHOTS"])
    folder.mkdir(parents=True, exist_ok=True)
    for number, top in enumerate(range(0, length, SLICE), 1):
        clip = {"x": 0, "y": top, "width": width, "height": min(SLICE, length - top)}
        page.screenshot(path=folder / f"{name}_{number}.png", clip=clip)
