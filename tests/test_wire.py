"""Whatever bytes come from a worker are at worst an error of that worker: never of the judge, in bounded time and
memory, and worth no points that were not earned.

What is random here is drawn from fixed seeds, in twenty seconds of CPU time; UNROLLED_FULL=1 draws fifty times as much.
`fuzz/guided.py` looks for more with coverage to guide it.
"""

from __future__ import annotations

import json
import random
import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import FULL, reference_source, submission, within
from fuzz.conversations import (
    NODES,
    Line,
    Recorder,
    Recording,
    Spoiler,
    Theatre,
    framed,
    hurried,
    odd_frame,
    spoilt_value,
)
from fuzz.submissions import faults_of, strict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graders.collect import Entry
from graders.exercises import assignment
from graders.grade import Grader, Report, SubmissionResult
from graders.judge.answers import as_array, compare, most_items
from graders.judge.isolation import Isolation
from graders.judge.submission import Limits
from graders.sandbox import wire
from graders.sandbox.host import SILENCE, Sandbox, can_fork

TIMES = 50 if FULL else 1
PATIENCE = 600  # seconds for a hundred conversations
CONVERSATIONS = 12 * TIMES
AMPLIFIED = 130  # times its own bytes, a frame takes in memory: an empty list in JSON has two bytes, and a comma
some = settings(max_examples=150 * TIMES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


# Frames

numbers = st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(), st.text())
shapes = st.lists(st.integers(0, 4), max_size=4)
arrays = st.builds(
    lambda name, shape, seed: np.frombuffer(
        random.Random(seed).randbytes(wire.DTYPES[name].itemsize * int(np.prod(shape))), wire.DTYPES[name]
    ).reshape(shape),
    st.sampled_from([name for name in wire.DTYPES if name != "|b1"]), shapes, st.integers(),
)  # fmt: skip
others = st.one_of(
    st.builds(wire.Handle, st.integers(-(2**63), 2**63)),
    st.builds(wire.Raised, st.text(), st.text(), st.integers(0, 10**6), st.text()),
    st.builds(wire.Odd, st.text()),
)
values = st.recursive(
    st.one_of(numbers, arrays, others),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=5).map(tuple),
        st.dictionaries(st.text(), inner, max_size=5),
    ),
    max_leaves=20,
)


def read(frame: bytes) -> Any:
    """Return what is in a frame; None where it is refused as it should be."""
    try:
        return wire.loads(frame)
    except wire.WireError:
        return None


@some
@given(values)
def test_plain_data_comes_back_as_it_was(value: Any) -> None:
    frame = wire.dumps(value)
    assert wire.dumps(wire.loads(frame)) == frame
    assert repr(wire.loads(frame)) == repr(value)


@some
@given(st.binary(max_size=200), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_arbitrary_bytes_are_a_value_or_refused(data: bytes, head: int, body: int) -> None:
    read(data)
    read(wire._LENGTHS.pack(head, body) + data)
    read(wire.join(data, b""))
    read(wire.join(data, b"\0" * 8))


@some
@given(values, st.randoms(use_true_random=False))
def test_a_frame_with_something_changed_is_a_value_or_refused(value: Any, dice: random.Random) -> None:
    frame = wire.dumps(value)
    header, body = wire.split(frame)
    read(wire.join(json.dumps(spoilt_value(json.loads(header), dice, NODES)).encode(), bytes(body)))
    spoilt = bytearray(frame)
    spoilt[dice.randrange(len(frame))] ^= 1 << dice.randrange(8)
    read(bytes(spoilt))
    read(frame[: dice.randrange(len(frame))])
    read(odd_frame(dice))


@pytest.mark.parametrize("text", [
    '["a","<f8",[9223372036854775808]]', '["a","<f8",[0,9223372036854775807]]', '["a","<f8",[-1]]',
    '["a","|b1",[4294967296,4294967296]]', '["a","<f8",[true]]', '["a","<f8",[1e9]]', '["a","|O",[1]]',
    '["a","<c16",[1]]',
    '["e","E","t",' + "9" * 4000 + ',""]', '["h",' + "9" * 4000 + "]", "9" * 5000, "1e999", "NaN", "[]", '["d",1,2]',
])  # fmt: skip
def test_a_claim_that_cannot_be_true_is_refused(text: str) -> None:
    for size in (0, 8, 64):
        with pytest.raises(wire.WireError):
            wire.loads(wire.join(text.encode(), b"\0" * size))


@pytest.mark.parametrize(
    "item", ["[]", "{}", '["l"]', '{"":0}', '["a","|b1",[0]]', '["h",1]', '["e","","",0,""]', "-300"]
)
def test_a_frame_takes_memory_in_proportion_to_its_bytes(item: str) -> None:
    header = b'["l"' + b",".join([b"", *[item.encode()] * (150_000 // len(item))]) + b"]"
    assert memory_of(lambda: read(wire.join(header, b""))) < AMPLIFIED * len(header)


def memory_of(action: Callable[[], object]) -> int:
    """Return how many bytes Python had allocated at most, meanwhile."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# The channel


def received(pieces: list[bytes]) -> Any:
    """Return what a channel receives from a worker that writes these pieces and hangs up: a frame, or an exception."""
    ours, theirs = socket.socketpair()

    def speak() -> None:
        with theirs:
            for piece in pieces:
                theirs.sendall(piece)

    with ours:
        threading.Thread(target=speak, daemon=True).start()
        try:
            return wire.Channel(ours.fileno()).receive(wire.deadline(60))
        except (EOFError, wire.WireError) as error:
            return type(error)


def test_a_worker_may_hang_up_at_every_byte() -> None:
    frame = wire.dumps({"more": True, "results": [1.5, np.arange(3.0)]})
    data = framed(frame)
    assert [received([data[:place]]) for place in range(len(data))] == [EOFError] * len(data)
    assert received([data]) == received([data[:9], data[9:]]) == frame


@pytest.mark.parametrize("size", [wire.MAX_FRAME + 1, 2**40, 2**63, 2**64 - 1])
def test_a_length_without_measure_is_refused_before_anything_is_allocated(size: int) -> None:
    assert memory_of(lambda: received([wire._FRAME.pack(size)])) < 1_000_000
    assert received([wire._FRAME.pack(size)]) is wire.WireError


def test_what_comes_in_small_pieces_takes_no_more_memory_than_in_one() -> None:
    pieces = [wire._FRAME.pack(300_000), *[b"ab"] * 150_000]
    most = memory_of(lambda: received(pieces))
    assert most < 4 * 300_000, most


def test_what_is_longer_than_any_right_answer_is_not_read() -> None:
    """Lists in lists, which a few bytes of JSON could not hold, and which here share their memory."""
    value: Any = 1
    for _ in range(6):
        value = [value] * 100
    with within(60):
        assert as_array(value, most_items(np.zeros(1000))) is None
        assert compare(value, np.zeros((10, 10, 10))).fault == "structure"
    assert as_array([[1, 2], [3, 4.5]]).tolist() == [[1, 2], [3, 4.5]]


# A zygote that says nonsense

NONSENSE = [
    b"nonsense",
    b"[",
    b"7",
    b"null",
    b"{}",
    b'{"pid": ',
    b"[" * 4096,
    b"\xff" * 4096,
    b'{"kept": 0}',
    b"",
    None,
]


@pytest.mark.skipif(not can_fork(), reason="zygotes are forked on Linux only")
@pytest.mark.parametrize("said", NONSENSE)
def test_a_zygote_that_says_nonsense_or_nothing_is_replaced(
    said: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, doors = Sandbox._start, []

    def start_nonsense(self: Sandbox) -> None:
        monkeypatch.setattr(Sandbox, "_start", start)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        doors.append(theirs)
        if said is None:
            self._control.settimeout(0.1)  # of five minutes
        elif said:
            theirs.sendall(said)
        else:
            theirs.close()

    monkeypatch.setattr(Sandbox, "_start", start_nonsense)
    with Sandbox() as sandbox:
        worker = sandbox.worker()
        request = {"do": "read", "files": [], "names": [], "demonstrations": []}
        assert worker.request(wire.dumps(request), 60) == {"files": []}
        worker.end()
        assert sandbox._control is not None and sandbox._control.gettimeout() == SILENCE
    for door in doors:
        door.close()


# Whole conversations

WRONG = submission(
    "vanilla_rnn",
    rnn_step_forward="def rnn_step_forward(x, prev_h, Wx, Wh, b):\n    return np.tanh(x @ Wx + prev_h @ Wh), None",
    rnn_step_backward="def rnn_step_backward(dnext_h, cache):\n    return 1 / 0",
)  # with what follows from that: compositions, and functions that are lent
NOTHING = "\n".join(
    f"def {one.name}(*given):\n    return None" for one in assignment("vanilla_rnn").exercises
)  # earns nothing
PLAYS = {
    "right": ("vanilla_rnn", reference_source("vanilla_rnn"), 100.0),
    "wrong": ("vanilla_rnn", WRONG, None),
    "nothing": ("vanilla_rnn", NOTHING, 0.0),
    "in place": ("character_model", submission("character_model", clip=None), None),
    "quiz": ("concepts", reference_source("concepts"), 100.0),
}


WHOLE = Limits(search=1000.0)  # so that time does not decide what is asked
SHORT = Limits(search=0.1)


class Stage:
    """One recorded conversation, which can be played again."""

    def __init__(self, grader: Grader, folder: Path, name: str, source: str) -> None:
        self.grader = grader
        self.path = folder / f"{name}.py"
        self.path.write_text(source, encoding="utf-8")
        self.entry = Entry("student", str(self.path), name, str(folder))
        with Recorder(1 << 30, 600.0) as recorder:
            self.recorded = self._graded(recorder, WHOLE)
            self.recording: Recording = recorder.recording

    def _graded(self, sandbox: Sandbox, limits: Limits) -> SubmissionResult:
        before = self.grader.sandbox, self.grader.course
        self.grader.sandbox, self.grader.course = sandbox, replace(self.grader.course, limits=limits)
        try:
            return self.grader.grade(self.entry)
        finally:
            self.grader.sandbox, self.grader.course = before

    def played(self, spoiler: Spoiler, limits: Limits) -> SubmissionResult:
        """Return what the judge makes of the conversation as it is spoilt."""
        with hurried(), Theatre(1 << 30, 600.0, self.recording, spoiler) as theatre:
            return self._graded(theatre, limits)


@pytest.fixture(scope="module")
def stages(grader: Grader, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Stage]]:
    made: dict[str, Stage] = {}

    def stage(play: str) -> Stage:
        if play not in made:
            name, source, _ = PLAYS[play]
            made[play] = Stage(grader, tmp_path_factory.mktemp("stage"), name, source)
        return made[play]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNROLLED_DEBUG", "1")  # a fault of the grader's own is raised
        yield stage


def row_of(result: SubmissionResult) -> dict[str, Any]:
    """Return a result as its row in the report, which must be as the rules say."""
    report = Report(Isolation("strict"), "public", [result]).to_dict()
    (row,) = strict(json.dumps(report, allow_nan=False, ensure_ascii=False).encode("utf-8"))["submissions"]
    assert list(faults_of(row)) == []
    return dict(row, seconds=0)


@pytest.mark.parametrize("play", PLAYS)
def test_a_conversation_played_again_gives_the_same_grade(play: str, stages: Callable[[str], Stage]) -> None:
    stage, score = stages(play), PLAYS[play][2]
    with within(PATIENCE):
        row = row_of(stage.played(Spoiler(random.Random(0), 0.0), WHOLE))
    assert row == row_of(stage.recorded)
    assert score is None or row["score"] == score
    assert score is not None or 0 < row["score"] < 100


@pytest.mark.parametrize("play", PLAYS)
def test_a_conversation_that_is_spoilt_ends_in_a_result(play: str, stages: Callable[[str], Stage]) -> None:
    """By what is lost, doubled, exchanged, cut, late, endless or another value in the place of the right one."""
    stage = stages(play)
    for seed in range(CONVERSATIONS):
        spoiler = Spoiler(random.Random(f"{play} {seed}"), (0.03, 0.3, 1.0)[seed % 3])
        with within(PATIENCE):
            try:
                row = row_of(stage.played(spoiler, SHORT))
            except Exception as error:
                raise AssertionError(f"{play}, {seed}: {spoiler.done}") from error
        if play == "nothing":
            assert row["score"] == 0, (seed, spoiler.done)


def test_a_worker_cannot_make_a_message_too_long(stages: Callable[[str], Stage]) -> None:
    class Wordy(Spoiler):
        def reply(self, request: bytes, line: Line | None, recording: Recording) -> list[Any]:
            assert line is not None
            found = wire.loads(line[-1]) if b'"read"' in request else {}
            for one in found.get("files", ()):
                one.update({"error": "x" * 5000} if self.rate else {"notes": ["x" * 5000] * 9, "defined": {}})
            return [framed(wire.dumps(found))] if found else [framed(frame) for frame in line]

    for rate, status in ((1.0, "unreadable"), (0.0, "graded")):
        row = row_of(stages("nothing").played(Wordy(random.Random(0), rate), SHORT))
        assert row["status"] == status
        assert row["message"].startswith("xxx")


@pytest.mark.parametrize("function", [one.name for one in assignment("vanilla_rnn").exercises])
def test_what_is_garbage_each_time_earns_nothing_and_costs_no_other_its_points(
    function: str, stages: Callable[[str], Stage]
) -> None:
    for seed in range(2 * TIMES):
        with within(PATIENCE):
            spoiler = Spoiler(random.Random(f"{function} {seed}"), 1.0, only=f'"{function}"'.encode())
            row = row_of(stages("right").played(spoiler, SHORT))
        scores = {one["name"]: one["score"] == one["max_score"] for one in row["exercises"]}
        first = "rnn_step_forward", "rnn_forward"
        assert not row["exercises"][[*scores].index(function)]["score"], seed
        assert all(right for name, right in scores.items() if name in first and name != function), seed
