"""The visible tests of vanilla_rnn: run `pytest` in this folder.

One task alone: `pytest -m rnn_step_forward`.
"""

import numpy as np
import pytest

from vanilla_rnn import rnn_backward, rnn_forward, rnn_step_backward, rnn_step_forward


@pytest.mark.rnn_step_forward
def test_rnn_step_forward_gives_the_example_worked_by_hand():
    """The three terms of the example add up to ln 3, so the new state is 0.8."""
    x, prev_h, b = np.array([[1.0]]), np.array([[0.5]]), np.array([np.log(1.5)])
    Wx, Wh = np.array([[np.log(6)]]), np.array([[-2 * np.log(3)]])
    next_h, _ = rnn_step_forward(x, prev_h, Wx, Wh, b)
    assert np.shape(next_h) == (1, 1), f"next_h has shape {np.shape(next_h)}, expected (1, 1)"
    assert np.allclose(next_h, 0.8), (
        f"next_h is {next_h}, expected 0.8. If it is 0.976, the past is missing; if 0.6, "
        "the bias; if -0.6, the input; if 1.099, the tanh."
    )


@pytest.mark.rnn_step_forward
def test_rnn_step_forward_adds_the_bias_to_every_sequence():
    """With everything else zero, both rows are the tanh of the bias."""
    b = np.array([np.log(2), -np.log(3)])
    next_h, _ = rnn_step_forward(
        np.zeros((2, 3)), np.zeros((2, 2)), np.zeros((3, 2)), np.zeros((2, 2)), b
    )
    assert np.shape(next_h) == (2, 2), f"next_h has shape {np.shape(next_h)}, expected (2, 2)"
    assert np.allclose(next_h, [[0.6, -0.8], [0.6, -0.8]]), (
        f"next_h is\n{next_h}\nexpected the row [0.6, -0.8] twice: the bias belongs to the "
        "units (columns), and each sequence (row) gets all of it."
    )


@pytest.mark.rnn_step_forward
def test_rnn_step_forward_carries_the_state_from_row_to_column_of_Wh():
    """Wh[i, j] is the weight from old unit i to new unit j."""
    prev_h, Wh = np.array([[1.0, 0.0]]), np.array([[0.0, np.log(3)], [0.0, 0.0]])
    next_h, _ = rnn_step_forward(np.zeros((1, 3)), prev_h, np.zeros((3, 2)), Wh, np.zeros(2))
    assert np.shape(next_h) == (1, 2), f"next_h has shape {np.shape(next_h)}, expected (1, 2)"
    assert np.allclose(next_h, [[0.0, 0.8]]), (
        f"next_h is {next_h}, expected [[0, 0.8]]: unit 0 feeds unit 1 through Wh[0, 1]. "
        "Look at the order and the transposes in the product with Wh."
    )


@pytest.mark.rnn_step_backward
def test_rnn_step_backward_gives_the_example_worked_by_hand():
    """At a state of 0.8 the tanh lets 0.36 of the gradient through."""
    x, prev_h, b = np.array([[1.0]]), np.array([[0.5]]), np.array([np.log(1.5)])
    Wx, Wh = np.array([[np.log(6)]]), np.array([[-2 * np.log(3)]])
    _, cache = rnn_step_forward(x, prev_h, Wx, Wh, b)
    gradients = rnn_step_backward(np.array([[1.0]]), cache)
    expected = {"dx": 0.645033, "dprev_h": -0.791001, "dWx": 0.36, "dWh": 0.18, "db": 0.36}
    assert len(gradients) == 5, f"got {len(gradients)} results, expected 5: {', '.join(expected)}"
    for got, (name, number) in zip(gradients, expected.items(), strict=True):
        shape = (1,) if name == "db" else (1, 1)
        assert np.shape(got) == shape, f"{name} has shape {np.shape(got)}, expected {shape}"
        assert np.allclose(got, number, atol=1e-6), (
            f"{name} is {got}, expected {number}. The gradient at the sum inside the tanh is 0.36."
        )


@pytest.mark.rnn_step_backward
def test_rnn_step_backward_sums_over_the_batch():
    """Two sequences give weight and bias gradients that are sums, in the right places."""
    x, prev_h = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 1.0]]), np.array([[1.0, 0.0], [1.0, 1.0]])
    # All weights are zero, so every state is 0 and the tanh passes the gradient on unchanged.
    _, cache = rnn_step_forward(x, prev_h, np.zeros((3, 2)), np.zeros((2, 2)), np.zeros(2))
    dnext_h = np.array([[1.0, 10.0], [2.0, 20.0]])
    _, _, dWx, dWh, db = rnn_step_backward(dnext_h, cache)
    cases = {
        "dWx": (dWx, [[1.0, 10.0], [4.0, 40.0], [2.0, 20.0]]),
        "dWh": (dWh, [[3.0, 30.0], [2.0, 20.0]]),
        "db": (db, [3.0, 30.0]),
    }
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is\n{got}\nexpected\n{np.array(expected)}\nLook at what is summed: every "
            "sequence of the batch adds its share, and nothing is divided."
        )


@pytest.mark.rnn_step_backward
def test_rnn_step_backward_sends_the_gradient_back_through_Wh():
    """A gradient at new unit 1 reaches old unit 0 through Wh[0, 1]."""
    Wh = np.array([[0.0, 5.0], [0.0, 0.0]])
    _, cache = rnn_step_forward(
        np.zeros((1, 3)), np.zeros((1, 2)), np.zeros((3, 2)), Wh, np.zeros(2)
    )
    _, dprev_h, _, _, _ = rnn_step_backward(np.array([[0.0, 1.0]]), cache)
    assert np.shape(dprev_h) == (1, 2), f"dprev_h has shape {np.shape(dprev_h)}, expected (1, 2)"
    assert np.allclose(dprev_h, [[5.0, 0.0]]), (
        f"dprev_h is {dprev_h}, expected [[5, 0]]. Going back, a weight is used in the other "
        "direction: look at the transpose."
    )


@pytest.mark.rnn_forward
def test_rnn_forward_remembers_the_first_input():
    """The second state of the example comes from memory alone."""
    x, h0 = np.array([[[1.0], [0.0]]]), np.zeros((1, 1))
    Wx, Wh = np.array([[np.log(3)]]), np.array([[np.log(2) / 0.8]])
    h, _ = rnn_forward(x, h0, Wx, Wh, np.zeros(1))
    assert np.shape(h) == (1, 2, 1), f"h has shape {np.shape(h)}, expected (1, 2, 1)"
    assert np.allclose(h[0, :, 0], [0.8, 0.6]), (
        f"the states are {h[0, :, 0]}, expected [0.8, 0.6]. If the second state is 0, "
        "step 1 does not get the state that step 0 returned."
    )


@pytest.mark.rnn_forward
def test_rnn_forward_starts_from_h0():
    """With no input, the first state comes from h0."""
    h0, Wh = np.array([[1.0, 0.0]]), np.array([[0.0, np.log(3)], [0.0, 0.0]])
    h, _ = rnn_forward(np.zeros((1, 2, 3)), h0, np.zeros((3, 2)), Wh, np.zeros(2))
    assert np.shape(h) == (1, 2, 2), f"h has shape {np.shape(h)}, expected (1, 2, 2)"
    assert np.allclose(h, [[[0.0, 0.8], [0.0, 0.0]]]), (
        f"h is\n{h}\nexpected [[[0, 0.8], [0, 0]]]: h0 is read once, by step 0, and step 1 "
        "reads the state of step 0."
    )


@pytest.mark.rnn_forward
def test_rnn_forward_never_sees_the_future():
    """Changing the last input changes the last state only, and of its own sequence only."""
    rng = np.random.default_rng(0)
    x, h0 = rng.normal(size=(2, 4, 3)), rng.normal(size=(2, 5))
    Wx, Wh, b = rng.normal(size=(3, 5)), rng.normal(size=(5, 5)) / 3, rng.normal(size=5)
    before, _ = rnn_forward(x, h0, Wx, Wh, b)
    x[1, 3] += 1.0
    after, _ = rnn_forward(x, h0, Wx, Wh, b)
    assert np.shape(after) == (2, 4, 5), f"h has shape {np.shape(after)}, expected (2, 4, 5)"
    changed = {(int(n), int(t)) for n, t in np.argwhere(np.not_equal(before, after).any(axis=2))}
    assert changed == {(1, 3)}, (
        f"after a change of x[1, 3], the states at (sequence, step) {sorted(changed)} changed, "
        "expected only (1, 3): look at the order of the steps and at the axes."
    )


@pytest.mark.rnn_backward
def test_rnn_backward_gives_the_example_worked_by_hand():
    """A gradient at the last state reaches the first step through Wh."""
    x, h0 = np.array([[[1.0], [0.0]]]), np.zeros((1, 1))
    Wx, Wh = np.array([[np.log(3)]]), np.array([[np.log(2) / 0.8]])
    _, cache = rnn_forward(x, h0, Wx, Wh, np.zeros(1))
    dx, dh0, dWx, dWh, db = rnn_backward(np.array([[[0.0], [1.0]]]), cache)
    cases = {
        "dx": (dx, [[[0.219311], [0.703112]]]),
        "dh0": (dh0, [[0.172962]]),
        "dWx": (dWx, [[0.199626]]),
        "dWh": (dWh, [[0.512]]),
        "db": (db, [0.839626]),
    }
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"{name} is {np.array(got).ravel()}, expected {np.ravel(expected)}. Look at what "
            "step 1 hands back to step 0, at the order of the steps, and at the sums over them. "
            "If dWh alone is wrong, does the cache of step 0 still hold h0?"
        )


@pytest.mark.rnn_backward
def test_rnn_backward_agrees_with_a_finite_difference():
    """Moving each input a little changes the loss as its gradient says."""
    rng = np.random.default_rng(1)
    N, T, D, H = 2, 4, 3, 5
    shapes = {"x": (N, T, D), "h0": (N, H), "Wx": (D, H), "Wh": (H, H), "b": (H,)}
    inputs = {name: rng.normal(size=shape) / 2 for name, shape in shapes.items()}
    dh = rng.normal(size=(N, T, H))
    _, cache = rnn_forward(*[array.copy() for array in inputs.values()])
    gradients = rnn_backward(dh.copy(), cache)
    for (name, array), gradient in zip(inputs.items(), gradients, strict=True):
        assert np.shape(gradient) == array.shape, (
            f"d{name} has shape {np.shape(gradient)}, expected {array.shape}"
        )
        direction, losses = rng.normal(size=array.shape), []
        for step in (1e-6, -1e-6):
            h, _ = rnn_forward(*{**inputs, name: array + step * direction}.values())
            losses.append(np.sum(h * dh))
        expected, got = (losses[0] - losses[1]) / 2e-6, np.sum(gradient * direction)
        assert abs(got - expected) < 1e-6, (
            f"d{name}: along a random direction the gradient says {got:.8f}, the loss moves by "
            f"{expected:.8f} a unit. If the step's checks pass, look at what passes between steps; "
            "if this is dWh, at whether the cache of step 0 still holds h0."
        )
