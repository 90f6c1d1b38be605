"""The worker: what works inside it, what it may use, and that a new one comes after a death."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from conftest import without

from graders.judge.isolation import probe
from graders.sandbox import wire
from graders.sandbox.host import Death, Sandbox, Worker, can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="workers are forked on Linux only")

MEMORY = 1 << 30
MINUTES = 240  # seconds after which what is waited for does not come
# Modules that do something when they are imported, or need what a worker has not got.
NOT_IMPORTED = {
    "antigravity": "opens a browser",
    "this": "prints a poem",
    "idlelib": "needs a display",
    "turtledemo": "needs a display",
    "__main__": "is the program itself",
}


def tell(worker: Worker, **request: Any) -> dict[str, Any]:
    return worker.request(wire.dumps(request), request.pop("cpu", 30.0), lambda message: None)


class Student:
    """A worker with a source loaded, whose function `act` can be called."""

    def __init__(self, sandbox: Sandbox, source: str) -> None:
        self.worker = sandbox.worker()
        file = {"kind": "py", "data": np.frombuffer(source.encode(), np.uint8)}
        tell(self.worker, do="read", files=[file], names=["act"], demonstrations=[])
        self.loaded = tell(self.worker, do="load", file=0, name="work", modules={}, skip=[], names=["act"])

    def act(self, *arguments: Any, cpu: float = 30.0) -> Any:
        request = {"do": "call", "base": 0, "calls": [("act", list(arguments), -1, [])], "output": False}
        answer = self.worker.request(wire.dumps(request), cpu)
        return wire.loads(answer["results"])[0]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(MEMORY) as one:
        yield one


@pytest.fixture
def student(sandbox: Sandbox) -> Iterator[Any]:
    """A function that loads a source into a new worker."""
    students: list[Student] = []

    def load(source: str) -> Student:
        students.append(Student(sandbox, source))
        return students[-1]

    yield load
    for one in students:
        one.worker.end()


def test_isolation_is_strict_where_the_system_can_give_it(sandbox: Sandbox) -> None:
    isolation = probe(sandbox)
    if isolation.level != "strict":
        without(f"strict isolation (a submission could {', '.join(isolation.missing)})")
    assert isolation.missing == ()


def test_a_large_product_works_without_threads(student: Any) -> None:
    one = student("import numpy as np\ndef act(n):\n    a = np.ones((n, n))\n    return float((a @ a).sum())\n")
    assert one.act(600, cpu=10.0) == 600.0**3


@pytest.mark.parametrize(
    "call",
    ["np.linalg.svd(a)[1].sum()", "np.linalg.solve(a + np.eye(len(a)) * 900, a).sum()", "np.linalg.eigvalsh(a).sum()"],
)
def test_linear_algebra_works_without_threads(student: Any, call: str) -> None:
    one = student(f"import numpy as np\ndef act(n):\n    a = np.ones((n, n))\n    return float({call})\n")
    assert np.isfinite(one.act(300, cpu=10.0))


IMPORTS = """
import importlib, sys

def act(names):
    failed = {}
    for name in names:
        try:
            importlib.import_module(name)
        except BaseException as error:
            failed[name] = type(error).__name__ + ": " + str(error)
    return failed
"""


def test_every_module_of_the_standard_library_that_imports_in_a_plain_interpreter_imports_here(student: Any) -> None:
    names = sorted(name for name in sys.stdlib_module_names if name not in NOT_IMPORTED)
    plain = subprocess.run(
        [sys.executable, "-I", "-c", f"{IMPORTS}\nprint(act({names!r}))"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    missing = set(eval(plain.stdout.splitlines()[-1]))
    failed = student(IMPORTS).act(names)
    assert {name: why for name, why in failed.items() if name not in missing} == {}


@pytest.mark.parametrize(
    "name",
    sorted(set(sys.stdlib_module_names) & {"json", "sqlite3", "ssl", "ctypes", "decimal", "zoneinfo", "unicodedata"}),
)
def test_a_module_with_a_library_of_its_own_imports_in_a_worker_of_its_own(student: Any, name: str) -> None:
    """Not only after others that it needs."""
    plain = subprocess.run([sys.executable, "-I", "-c", f"import {name}"], capture_output=True, check=False)
    if plain.returncode:
        without(f"the module {name}")
    assert student(IMPORTS).act([name]) == {}


@pytest.mark.parametrize("name", ["graders", "solutions", "hypothesis", "rich", "pytest", "pip"])
def test_nothing_else_imports_and_the_reason_is_a_sentence(student: Any, name: str) -> None:
    failed = student(IMPORTS).act([name])
    assert failed[name].startswith(("ImportError: ", "ModuleNotFoundError: "))
    assert failed[name].endswith(".")


@pytest.mark.parametrize("name", ["matplotlib.pyplot", "matplotlib"])
def test_plots_are_drawn_to_nowhere(student: Any, name: str) -> None:
    text = f"import {name} as plt\ndef act():\n    plt.figure().add_subplot().plot([1, 2]); plt.show(); return 1\n"
    assert student(text).act() == 1


# Limits


def test_more_memory_than_the_limit_is_refused_and_the_worker_goes_on(student: Any) -> None:
    one = student("import numpy as np\ndef act(n):\n    return np.ones(n).size\n")
    assert one.act(MEMORY // 8 * 2).type == "MemoryError"
    assert one.act(1000) == 1000


def test_half_of_the_memory_can_be_used(student: Any) -> None:
    one = student("import numpy as np\ndef act(n):\n    return np.ones(n).size\n")
    assert one.act(MEMORY // 8 // 2) == MEMORY // 8 // 2


def test_cpu_time_over_the_limit_is_a_time_out(student: Any) -> None:
    one = student("def act():\n    while True:\n        pass\n")
    begin = time.monotonic()
    with pytest.raises(Death, match=r"CPU") as death:
        one.act(cpu=0.2)
    assert death.value.status == "timeout"
    assert time.monotonic() - begin < MINUTES


def test_waiting_over_the_limit_is_a_time_out(student: Any) -> None:
    """The wall time is five times the CPU time, and five seconds."""
    one = student("import time\ndef act():\n    time.sleep(60)\n")
    begin = time.monotonic()
    with pytest.raises(Death) as death:
        one.act(cpu=0.1)
    assert death.value.status == "timeout"
    assert 5 <= time.monotonic() - begin < MINUTES


def test_a_short_wait_is_no_time_out(student: Any) -> None:
    assert student("import time\ndef act():\n    time.sleep(0.5)\n    return 7\n").act(cpu=0.1) == 7


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("os._exit(3)", "ended by itself"),
        ("os._exit(0)", "ended by itself"),
        ("os.abort()", "SIGABRT"),
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
    ],
)
def test_an_end_is_told_by_how_it_came(student: Any, body: str, sentence: str) -> None:
    for _ in range(5):
        with pytest.raises(Death) as death:
            student(f"import os\ndef act():\n    {body}\n").act()
        assert death.value.status == "killed"
        assert sentence in str(death.value)


def test_after_a_death_a_new_worker_answers(student: Any) -> None:
    dying = "import os\ndef act():\n    os._exit(0)\n"
    for _ in range(3):
        with pytest.raises(Death):
            student(dying).act()
        assert student("def act():\n    return 5\n").act() == 5


def test_a_worker_keeps_nothing_for_the_next(student: Any) -> None:
    text = (
        "import builtins, sys\ndef act():\n    old = hasattr(builtins, 'kept')\n    builtins.kept = 1\n    return old\n"
    )
    assert student(text).act() is False
    assert student(text).act() is False


def test_a_zygote_that_is_gone_is_started_again() -> None:
    with Sandbox(MEMORY) as sandbox:
        sandbox.worker().end()
        assert sandbox._zygote is not None
        sandbox._zygote.kill()
        sandbox._zygote.wait()
        assert Student(sandbox, "def act():\n    return 5\n").act() == 5


def test_workers_start_alike(student: Any) -> None:
    text = (
        "import random\nimport numpy as np\n"
        "def act():\n    return [random.random(), float(np.random.rand()), hash('h')]\n"
    )
    assert student(text).act() == student(text).act()
