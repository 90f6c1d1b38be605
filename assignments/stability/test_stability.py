"""The visible tests of stability: run `pytest` in this folder.

One task alone: `pytest -m gradient_norms`.
"""

import numpy as np
import pytest

from stability import clip_by_norm, gradient_norms, weight_decay


@pytest.mark.gradient_norms
def test_gradient_norms_gives_the_example_worked_by_hand():
    """One unit, two steps: the one makes the gradient longer, the other shorter."""
    norms = gradient_norms(np.array([[0.8], [0.6]]), np.array([[2.0]]), np.array([1.0]))
    assert np.shape(norms) == (3,), (
        f"the result has shape {np.shape(norms)}, expected (3,): two steps have three states, "
        "counting the one before the first step"
    )
    assert np.allclose(norms, [0.9216, 1.28, 1.0]), (
        f"the norms are {np.asarray(norms)}, expected [0.9216, 1.28, 1]. The last entry is the "
        "norm of dh_last. In [4, 2, 1] the slopes are missing; with 0.72 in the middle the slope is "
        "taken at the wrong state; in [1, 1.28, 0.9216] the order is reversed."
    )


@pytest.mark.gradient_norms
def test_gradient_norms_goes_back_through_Wh():
    """Unit 0 feeds unit 1, so a gradient at unit 1 reaches unit 0, and there it ends."""
    Wh = np.array([[0.0, 3.0], [0.0, 0.0]])
    norms = gradient_norms(np.zeros((2, 2)), Wh, np.array([0.0, 5.0]))
    assert np.shape(norms) == (3,), f"the result has shape {np.shape(norms)}, expected (3,)"
    assert np.allclose(norms, [0.0, 15.0, 5.0]), (
        f"the norms are {np.asarray(norms)}, expected [0, 15, 5]: the gradient at unit 1 goes back "
        "to unit 0 through Wh[0, 1]. Look at the transpose."
    )
    norms = gradient_norms(np.zeros((2, 2)), Wh, np.array([5.0, 0.0]))
    assert np.allclose(norms, [0.0, 0.0, 5.0]), (
        f"the norms are {np.asarray(norms)}, expected [0, 0, 5]: nothing feeds unit 0, so a "
        "gradient there goes no further back. Look at the transpose."
    )


@pytest.mark.gradient_norms
def test_gradient_norms_carries_the_vector():
    """A matrix stretches one direction and squeezes another; a norm alone cannot know which."""
    Wh = np.array([[2.0, 0.0], [0.0, 0.5]])
    norms = gradient_norms(np.zeros((3, 2)), Wh, np.array([3.0, 4.0]))
    expected = [np.hypot(24, 0.5), np.hypot(12, 1), np.hypot(6, 2), 5.0]
    assert np.shape(norms) == (4,), f"the result has shape {np.shape(norms)}, expected (4,)"
    assert np.allclose(norms, expected), (
        f"the norms are {np.asarray(norms)}, expected {np.round(expected, 4)}: the gradients are "
        "(24, 0.5), (12, 1), (6, 2) and (3, 4). Carry the vector, and measure it at each state."
    )


@pytest.mark.gradient_norms
def test_gradient_norms_meets_the_tanh_before_the_weights():
    """The slope belongs to the new units, which the gradient reaches first."""
    h, Wh = np.array([[0.0, 0.6]]), np.array([[0.0, 1.0], [0.0, 0.0]])
    norms = gradient_norms(h, Wh, np.array([0.0, 1.0]))
    assert np.shape(norms) == (2,), f"the result has shape {np.shape(norms)}, expected (2,)"
    assert np.allclose(norms, [0.64, 1.0]), (
        f"the norms are {np.asarray(norms)}, expected [0.64, 1]: the gradient at unit 1 is first "
        "multiplied by the slope there, 1 - 0.6**2, and then goes to unit 0."
    )


@pytest.mark.clip_by_norm
def test_clip_by_norm_gives_the_example_worked_by_hand():
    """A gradient of norm 5 is shortened to 1, and keeps its direction."""
    clipped = clip_by_norm({"dWh": np.array([[3.0]]), "db": np.array([-4.0])}, 1)
    assert isinstance(clipped, dict) and set(clipped) == {"dWh", "db"}, (
        f"clip_by_norm returns {clipped}, expected a dict with the keys dWh and db"
    )
    shapes = {name: np.shape(array) for name, array in clipped.items()}
    assert shapes == {"dWh": (1, 1), "db": (1,)}, (
        f"the shapes are {shapes}, expected those of the given arrays: (1, 1) for dWh, (1,) for db"
    )
    got = float(clipped["dWh"][0][0]), float(clipped["db"][0])
    assert np.allclose(got, (0.6, -0.8)), (
        f"dWh and db are {got}, expected (0.6, -0.8). In (1, -1) each array or each entry is "
        "limited by itself; in (1, 1) the sign is lost; in (0.12, -0.16) the norm has no root."
    )


@pytest.mark.clip_by_norm
def test_clip_by_norm_leaves_short_gradients_alone():
    """What is short enough already does not change; neither do zeros."""
    for numbers in ([3.0, -4.0], [0.3, 0.0], [0.0, 0.0]):
        given = {"dWx": np.array([numbers]), "dx": np.array([[0.0], [0.0]])}
        clipped = clip_by_norm({name: array.copy() for name, array in given.items()}, 5.0)
        for name, array in given.items():
            assert np.array_equal(clipped[name], array), (
                f"with max_norm = 5, {name} = {array.tolist()} becomes "
                f"{np.asarray(clipped[name]).tolist()}; a norm of at most 5 is left as it is"
            )


@pytest.mark.clip_by_norm
def test_clip_by_norm_measures_all_arrays_together():
    """Four arrays of norm 1 have a global norm of 2."""
    names = ("dWx", "dWh", "db", "dh0")
    clipped = clip_by_norm({name: np.array([0.6, -0.8]) for name in names}, 1.0)
    for name in names:
        assert np.allclose(clipped[name], [0.3, -0.4]), (
            f"{name} is {np.asarray(clipped[name])}, expected [0.3, -0.4]. None of the four arrays "
            "is longer than 1, but all together are 2 long, so each is halved."
        )


@pytest.mark.weight_decay
def test_weight_decay_gives_the_example_worked_by_hand():
    """The weight decays towards zero; the bias with the same numbers does not."""
    gradients = {"dWh": np.array([[0.5]]), "db": np.array([0.5])}
    parameters = {"Wh": np.array([[-2.0]]), "b": np.array([-2.0])}
    decayed = weight_decay(gradients, parameters, 0.1)
    assert isinstance(decayed, dict) and set(decayed) == {"dWh", "db"}, (
        f"weight_decay returns {decayed}, expected a dict with the keys dWh and db"
    )
    assert np.allclose(decayed["dWh"], [[0.3]]), (
        f"dWh is {np.asarray(decayed['dWh']).tolist()}, expected [[0.3]]. With 0.7 the decay "
        "is subtracted, or has lost the sign of the weight; with 0.1 it is twice as strong; with 0.4 "
        "it is half, or made from the sign alone; with -0.2 the gradient of the loss is missing."
    )
    assert np.allclose(decayed["db"], [0.5]), (
        f"db is {np.asarray(decayed['db']).tolist()}, expected [0.5]: biases do not decay"
    )


@pytest.mark.weight_decay
def test_weight_decay_finds_every_weight_by_its_name():
    """Whatever follows the W, its gradient gets its own weight; all other keys stay."""
    gradients = {name: np.zeros((1, 2)) for name in ("dWx", "dWaa", "dba", "dx", "dh0")}
    parameters = {
        "Wx": np.array([[1.0, 2.0]]),
        "Waa": np.array([[3.0, -4.0]]),
        "ba": np.array([[9.0, 9.0]]),
    }
    decayed = weight_decay(gradients, parameters, 0.5)
    assert set(decayed) == set(gradients), (
        f"the keys are {sorted(decayed)}, expected {sorted(gradients)}"
    )
    expected = {"dWx": [[0.5, 1.0]], "dWaa": [[1.5, -2.0]]}
    for name in gradients:
        wanted = expected.get(name, [[0.0, 0.0]])
        assert np.allclose(decayed[name], wanted), (
            f"{name} is {np.asarray(decayed[name]).tolist()}, expected {wanted}: half of its own "
            "weight for the gradient of a weight, and nothing for any other"
        )
