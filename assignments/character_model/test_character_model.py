"""The visible tests of character_model: run `pytest` in this folder.

One task alone: `pytest -m clip`.
"""

import numpy as np
import pytest

from character_model import clip, model, optimize, sample


@pytest.mark.clip
def test_clip_limits_both_sides():
    """7 becomes 5, -7 becomes -5, and what is inside stays."""
    given = {
        "dWax": np.array([[7.0, -7.0, 3.0]]),
        "dWaa": np.array([[-6.0]]),
        "dWya": np.array([[5.5], [0.0], [-4.5]]),
        "db": np.array([[9.0]]),
        "dby": np.array([[-5.5], [5.0], [-5.0]]),
    }
    wanted = {
        "dWax": [[5.0, -5.0, 3.0]],
        "dWaa": [[-5.0]],
        "dWya": [[5.0], [0.0], [-4.5]],
        "db": [[5.0]],
        "dby": [[-5.0], [5.0], [-5.0]],
    }
    clipped = clip(given, 5)
    assert isinstance(clipped, dict) and set(clipped) == set(wanted), (
        f"clip returns {clipped}, expected a dict with the five keys {sorted(wanted)}"
    )
    for name, expected in wanted.items():
        assert np.array_equal(clipped[name], expected), (
            f"{name} is {np.asarray(clipped[name]).tolist()}, expected {expected}. Look at the "
            "signs, and at entries that are inside the range."
        )


@pytest.mark.clip
def test_clip_takes_its_limit_from_its_argument():
    """With a limit of a half, one becomes a half."""
    names = ("dWax", "dWaa", "dWya", "db", "dby")
    clipped = clip({name: np.array([[1.0, -0.25, -1.0]]) for name in names}, 0.5)
    for name in names:
        assert np.array_equal(clipped[name], [[0.5, -0.25, -0.5]]), (
            f"with maxValue = 0.5, {name} is {np.asarray(clipped[name]).tolist()}, expected "
            "[[0.5, -0.25, -0.5]] from [[1.0, -0.25, -1.0]]"
        )


@pytest.mark.sample
def test_sample_draws_as_worked_by_hand():
    """Four equally likely characters: each random number falls in a quarter."""
    parameters = {"Wax": np.zeros((2, 4)), "Waa": np.zeros((2, 2)), "Wya": np.zeros((4, 2))}
    parameters |= {"b": np.zeros((2, 1)), "by": np.zeros((4, 1))}
    for newline, seed, expected in [(1, 0, [2, 1]), (3, 0, [2, 1, 3]), (0, 5, [0])]:
        indices = sample(parameters, {"\n": newline}, seed)
        assert list(indices) == expected, (
            f"with newline at {newline} and seed {seed}, the draws are {list(indices)}, expected "
            f"{expected}. Look at the seeds (seed, seed + 2, ...) and at when you stop."
        )


@pytest.mark.sample
def test_sample_feeds_each_draw_back():
    """A network that answers a to nothing, b to a, and newline to b writes "ab"."""
    parameters = {
        "Wax": 20 * np.eye(3),
        "Waa": np.zeros((3, 3)),
        # Unit 1 is on after an a (index 1): it makes b (index 2) likely. Unit 2: newline (index 0).
        "Wya": np.array([[0.0, 0.0, 80.0], [0.0, 0.0, 0.0], [0.0, 80.0, 0.0]]),
        "b": np.zeros((3, 1)),
        "by": np.array([[0.0], [40.0], [0.0]]),
    }
    indices = sample(parameters, {"\n": 0, "a": 1, "b": 2}, 0)
    assert list(indices) == [1, 2, 0], (
        f"the draws are {list(indices)}, expected [1, 2, 0]: after each draw, its one-hot column "
        "is the next input, with no 1 of an earlier draw left in it."
    )


@pytest.mark.sample
def test_sample_carries_the_state():
    """A network that counts to two without looking at its input."""
    parameters = {
        "Wax": np.zeros((2, 2)),
        # Unit 0 is on after the first step; it turns unit 1 on at the second.
        "Waa": np.array([[0.0, 0.0], [20.0, 0.0]]),
        "Wya": np.array([[0.0, 80.0], [0.0, 0.0]]),
        "b": np.array([[20.0], [0.0]]),
        "by": np.array([[0.0], [40.0]]),
    }
    indices = sample(parameters, {"\n": 0, "a": 1}, 3)
    assert list(indices) == [1, 0], (
        f"the draws are {list(indices)}, expected [1, 0]: the state starts from zeros, and each "
        "step gets the one before."
    )


@pytest.mark.sample
def test_sample_ends_after_fifty_draws():
    """Without a newline in fifty draws, one is appended; it counts as the fifty-first."""
    parameters = {"Wax": np.zeros((1, 2)), "Waa": np.zeros((1, 1)), "Wya": np.zeros((2, 1))}
    parameters |= {"b": np.zeros((1, 1)), "by": np.array([[40.0], [-40.0]])}
    indices = sample(parameters, {"a": 0, "\n": 1}, 0)
    assert list(indices) == [0] * 50 + [1], (
        f"there are {len(indices)} indices, {list(indices)}; expected fifty zeros and a newline (1)"
    )
    # From seed 121, the first of fifty random numbers that is below 0.05 is the fiftieth.
    parameters["by"] = np.log([[0.05], [0.95]])
    indices = sample(parameters, {"\n": 0, "a": 1}, 121)
    assert list(indices) == [1] * 49 + [0, 0], (
        f"there are {len(indices)} indices, {list(indices)}; expected 49 ones and two newlines "
        "(0): the fiftieth draw is a newline, and after fifty draws another is appended."
    )


@pytest.mark.optimize
def test_optimize_takes_the_step_worked_by_hand():
    """Half of everything: the step can be followed with a pencil."""
    parameters = {"Wax": np.zeros((1, 2)), "Waa": np.zeros((1, 1)), "Wya": np.zeros((2, 1))}
    parameters |= {"b": np.array([[np.log(3) / 2]]), "by": np.zeros((2, 1))}
    loss, gradients, a_last = optimize([None], [1], np.zeros((1, 1)), parameters, 0.1)
    assert abs(loss - np.log(2)) < 1e-9, f"the loss is {loss}, expected ln 2 = 0.693147"
    wanted = {"dby": [[0.5], [-0.5]], "dWya": [[0.25], [-0.25]], "dWax": [[0, 0]], "db": [[0]]}
    for name, expected in wanted.items():
        assert np.allclose(gradients[name], expected), (
            f"{name} is {np.asarray(gradients[name]).tolist()}, expected {expected}"
        )
    assert np.shape(a_last) == (1, 1), f"a_last has shape {np.shape(a_last)}, expected (1, 1)"
    assert np.allclose(a_last, 0.5), f"a_last is {a_last}, expected 0.5"
    for name, expected in {"by": [[-0.05], [0.05]], "Wya": [[-0.025], [0.025]]}.items():
        assert np.allclose(parameters[name], expected), (
            f"after a step of 0.1, {name} is {np.asarray(parameters[name]).tolist()}, expected "
            f"{expected}: the old value minus 0.1 times its gradient, in the dict that was given."
        )


@pytest.mark.optimize
def test_optimize_clips_before_it_updates():
    """A gradient of 6 counts as 5, in what is returned and in what is learned."""
    parameters = {"Wax": np.zeros((1, 2)), "Waa": np.zeros((1, 1)), "Wya": np.zeros((2, 1))}
    parameters |= {"b": np.zeros((1, 1)), "by": np.zeros((2, 1))}
    _, gradients, _ = optimize([None] + [1] * 11, [1] * 12, np.zeros((1, 1)), parameters)
    assert np.allclose(gradients["dby"], [[5], [-5]]), (
        f"dby is {np.asarray(gradients['dby']).tolist()}, expected [[5], [-5]]: clipped from 6"
    )
    assert np.allclose(parameters["by"], [[-0.05], [0.05]]), (
        f"by is {np.asarray(parameters['by']).tolist()}, expected [[-0.05], [0.05]]: a step of "
        "0.01 against the clipped gradient"
    )


@pytest.mark.optimize
def test_optimize_hands_on_the_last_state():
    """A unit that was off and only reads the second character is on at the end."""
    parameters = {"Wax": np.array([[20.0, 0.0]]), "Waa": np.zeros((1, 1))}
    parameters |= {"Wya": np.zeros((2, 1)), "b": np.zeros((1, 1)), "by": np.zeros((2, 1))}
    a_prev = np.array([[0.25]])
    _, _, a_last = optimize([None, 0], [0, 1], a_prev, parameters)
    assert np.allclose(a_last, 1), f"a_last is {a_last}, expected 1: the state after the last step"
    assert np.array_equal(a_prev, [[0.25]]), f"a_prev is now {a_prev}; it should stay 0.25"


@pytest.mark.model
def test_model_takes_the_step_worked_by_hand():
    """One step on "aab" moves by by (-1/3, 2/3, -1/3) hundredths."""
    ix_to_char, char_to_ix = {0: "\n", 1: "a", 2: "b"}, {"\n": 0, "a": 1, "b": 2}
    parameters, loss = model(["aab"], ix_to_char, char_to_ix, 1, 2, 2, 3)
    shapes = {name: np.shape(weight) for name, weight in parameters.items()}
    assert shapes["Wax"] == (2, 3) and shapes["by"] == (3, 1), (
        f"the shapes are {shapes}, expected (2, 3) for Wax and (3, 1) for by"
    )
    expected = np.array([[-1], [2], [-1]]) / 300
    assert np.allclose(parameters["by"], expected, atol=2e-5), (
        f"by is {np.asarray(parameters['by']).tolist()}, expected {expected.tolist()}. Look at X "
        "and Y: nothing, a, a, b are read, and a, a, b, newline are wanted."
    )
    expected = (0.999 * 2 + 0.001 * 4) * np.log(3)
    assert abs(loss - expected) < 1e-5, (
        f"the loss is {loss}, expected {expected:.5f}: 0.999 times the initial loss for two names, "
        "and 0.001 times that of four characters"
    )


@pytest.mark.model
def test_model_begins_again_after_the_last_name():
    """Three steps on a and bb are a, bb, a."""
    ix_to_char, char_to_ix = {0: "b", 1: "\n", 2: "a"}, {"b": 0, "\n": 1, "a": 2}
    parameters, loss = model(["a", "bb"], ix_to_char, char_to_ix, 3, 2, 1, 3)
    same, same_loss = model(["a", "bb", "a"], ix_to_char, char_to_ix, 3, 2, 1, 3)
    assert np.allclose(parameters["by"], same["by"], atol=1e-12) and np.isclose(loss, same_loss), (
        f"by is {np.asarray(parameters['by']).tolist()} after a, bb and once more from the start, "
        f"and {np.asarray(same['by']).tolist()} after a, bb, a: these should be the same."
    )
    # Newline is wanted in 3 of 7 characters, a in 2, b in 2; a third of each is foreseen.
    expected = np.array([[2], [3], [2]]) / 100 - 7 / 300
    assert np.allclose(parameters["by"], expected, atol=3e-4), (
        f"by is {np.asarray(parameters['by']).tolist()}, expected about {expected.tolist()}"
    )


@pytest.mark.model
def test_model_carries_the_state_from_name_to_name():
    """Two steps are two calls of optimize, the second from the state that the first has left."""
    ix_to_char, char_to_ix = {0: "\n", 1: "a"}, {"\n": 0, "a": 1}
    expected, _ = model(["aa", "a"], ix_to_char, char_to_ix, 0, 3, 1, 2)
    state = np.zeros((3, 1))
    for X, Y in [([None, 1, 1], [1, 1, 0]), ([None, 1], [1, 0])]:
        _, _, state = optimize(X, Y, state, expected)
    parameters, _ = model(["aa", "a"], ix_to_char, char_to_ix, 2, 3, 1, 2)
    for name, weight in expected.items():
        assert np.allclose(parameters[name], weight, rtol=0, atol=1e-10), (
            f"after two steps {name} is not what two calls of optimize make of it. Look at the "
            "state that the second name starts from."
        )
