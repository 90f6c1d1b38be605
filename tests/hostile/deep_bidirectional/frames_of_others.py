# kind: frames
# wrong: deep_rnn_forward
# earns: 50
"""Looks for the expected answers in every frame that it can reach: tracebacks, generators, coroutines, other threads."""
import gc
import sys
import types

NAMES = {"expected", "reference", "right", "cases", "results", "answers_expected"}


def look(frame):
    while frame:
        if frame.f_globals is not globals():
            for name, value in list(frame.f_locals.items()):
                if name in NAMES and isinstance(value, (np.ndarray, tuple, dict)) and len(value):
                    gained(name)
        frame = frame.f_back


def attack():
    try:
        raise ValueError
    except ValueError as error:
        trace = error.__traceback__
        while trace:
            look(trace.tb_frame)
            trace = trace.tb_next
    for frame in sys._current_frames().values():
        look(frame)
    for thing in gc.get_objects():
        if isinstance(thing, types.FrameType):
            look(thing)
        elif isinstance(thing, (types.GeneratorType, types.CoroutineType)):
            look(getattr(thing, "gi_frame", None) or getattr(thing, "cr_frame", None))
