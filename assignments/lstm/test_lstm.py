"""The visible tests of lstm: run `pytest` in this folder.

One task alone: `pytest -m lstm_cell_forward`.
"""

import numpy as np
import pytest

from lstm import lstm_backward, lstm_cell_backward, lstm_cell_forward, lstm_forward


@pytest.mark.lstm_cell_forward
def test_lstm_cell_forward_gives_the_example_worked_by_hand():
    """The gates are 3/4, 2/3 and 5/8, and the new memory is ln 3."""
    parameters = {
        "Wf": np.array([[2 * np.log(2), np.log(3)]]),
        "bf": np.array([[-np.log(2)]]),
        "Wi": np.array([[-2 * np.log(3), np.log(4)]]),
        "bi": np.array([[np.log(1.5)]]),
        "Wc": np.array([[-2 * np.log(2), np.log(6)]]),
        "bc": np.array([[np.log(2 / 3)]]),
        "Wo": np.array([[2 * np.log(5), -np.log(6)]]),
        "bo": np.array([[np.log(2)]]),
        "Wy": np.array([[2 * np.log(3)], [0.0]]),
        "by": np.array([[0.0], [np.log(2)]]),
    }
    xt, a_prev, c_prev = np.array([[1.0]]), np.array([[0.5]]), np.array([[np.log(3) - 0.4]]) / 0.75
    a_next, c_next, yt_pred, _ = lstm_cell_forward(xt, a_prev, c_prev, parameters)
    cases = {
        "c_next": (c_next, [[np.log(3)]], "0.75 of the old memory, and 2/3 of the candidate 0.6"),
        "a_next": (a_next, [[0.5]], "5/8 of the tanh of the new memory"),
        "yt_pred": (yt_pred, [[0.6], [0.4]], "the softmax of ln 3 and ln 2"),
    }
    for name, (got, expected, meaning) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}: {meaning}."
        )


@pytest.mark.lstm_cell_forward
def test_lstm_cell_forward_adds_the_biases_to_every_example():
    """With inputs and weights of zero, the biases alone decide what is kept and written."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wf", "Wi", "Wc", "Wo")}
    parameters |= {"Wy": np.zeros((2, 2)), "by": np.zeros((2, 1))}
    parameters["bf"] = np.array([[np.log(3)], [-np.log(3)]])  # 3/4 and 1/4 stay
    parameters["bi"] = np.array([[0.0], [np.log(3)]])  # 1/2 and 3/4 come in
    parameters["bc"] = np.array([[np.log(3)], [-np.log(2)]])  # of 0.8 and -0.6
    parameters["bo"] = np.array([[np.log(4)], [np.log(9)]])  # 0.8 and 0.9 are shown
    c_prev = np.array([[4.0, 8.0], [4.0, 8.0]])
    a_next, c_next, _, _ = lstm_cell_forward(np.zeros((3, 2)), np.zeros((2, 2)), c_prev, parameters)
    expected = np.array([[3.4, 6.4], [0.55, 1.55]])
    assert np.shape(c_next) == (2, 2), f"c_next has shape {np.shape(c_next)}, expected (2, 2)"
    assert np.allclose(c_next, expected), (
        f"c_next is\n{c_next}\nexpected\n{expected}\nThe bias belongs to the units (rows), and the "
        "gates for keeping and for writing have biases of their own."
    )
    expected = np.array([[0.8], [0.9]]) * np.tanh(expected)
    assert np.allclose(a_next, expected), (
        f"a_next is\n{a_next}\nexpected\n{expected}\n0.8 and 0.9 of the tanh of c_next are shown."
    )


@pytest.mark.lstm_cell_forward
def test_lstm_cell_forward_stacks_the_state_above_the_input():
    """With two units, columns 0 and 1 of a weight matrix read the state, the others the input."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wf", "Wi", "Wc", "Wo")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bf", "bi", "bc", "bo", "by")}
    parameters["Wy"] = np.zeros((2, 2))
    parameters["Wc"][0, 1] = np.log(3)
    parameters["Wc"][1, 2] = np.log(2)
    xt, a_prev = np.array([[1.0], [0.0], [0.0]]), np.array([[0.0], [1.0]])
    _, c_next, _, _ = lstm_cell_forward(xt, a_prev, np.zeros((2, 1)), parameters)
    assert np.shape(c_next) == (2, 1), f"c_next has shape {np.shape(c_next)}, expected (2, 1)"
    assert np.allclose(c_next, [[0.4], [0.3]]), (
        f"c_next is {np.ravel(c_next)}, expected [0.4, 0.3]: half of 0.8, which comes from unit 1 "
        "of the state, and half of 0.6, which comes from entry 0 of the input."
    )


@pytest.mark.lstm_cell_forward
def test_lstm_cell_forward_predicts_for_each_example_by_itself():
    """Each column of the prediction is a distribution over the classes."""
    parameters = {name: np.zeros((1, 2)) for name in ("Wf", "Wi", "Wc", "Wo")}
    parameters |= {name: np.zeros((1, 1)) for name in ("bf", "bi", "bc", "bo")}
    parameters["bo"] += 50.0  # all of the memory is shown
    parameters["Wy"], parameters["by"] = np.array([[0.0], [1.0]]), np.array([[0.0], [np.log(3)]])
    # Half of this is kept: ln(1 / 2) / 2, whose tanh is -1/3, and nothing.
    c_prev = np.array([[-np.log(2), 0.0]])
    _, _, yt_pred, _ = lstm_cell_forward(np.zeros((1, 2)), np.zeros((1, 2)), c_prev, parameters)
    assert np.shape(yt_pred) == (2, 2), f"yt_pred has shape {np.shape(yt_pred)}, expected (2, 2)"
    weight = 3 * np.exp(-1 / 3)
    expected = np.array([[1 / (1 + weight), 0.25], [weight / (1 + weight), 0.75]])
    assert np.allclose(yt_pred, expected), (
        f"yt_pred is\n{yt_pred}\nexpected\n{expected}\nThe softmax of Wy a_next + by, down each "
        "column: what does it read, and along which axis does it sum to 1?"
    )


@pytest.mark.lstm_forward
def test_lstm_forward_keeps_three_quarters_of_the_memory():
    """The second cell of the example comes from memory alone."""
    parameters = {name: np.zeros((1, 2)) for name in ("Wf", "Wi", "Wo")}
    parameters |= {name: np.zeros((1, 1)) for name in ("bi", "bc", "bo")}
    parameters |= {"Wc": np.array([[0.0, np.log(3)]]), "bf": np.array([[np.log(3)]])}
    parameters |= {"Wy": np.array([[2.0], [0.0]]), "by": np.zeros((2, 1))}
    a, y, c, _ = lstm_forward(np.array([[[1.0, 0.0]]]), np.zeros((1, 1)), parameters)
    # Of two classes with the sums 2a and 0, the first has the probability sigmoid(2a).
    cases = {
        "a": (a, [[[0.189974, 0.145656]]]),
        "y": (y, [[[0.593861, 0.572317]], [[0.406139, 0.427683]]]),
        "c": (c, [[[0.4, 0.3]]]),
    }
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. The results are a, y, c "
            "and the caches; if the second is 0, step 1 has not read the first."
        )


@pytest.mark.lstm_forward
def test_lstm_forward_starts_from_a0_and_an_empty_memory():
    """With no input, the first candidate comes from a0, and nothing is there to be kept."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wf", "Wi", "Wc", "Wo")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bf", "bi", "bc", "bo", "by")}
    parameters["Wy"] = np.zeros((2, 2))
    parameters["Wc"][1, 0] = np.log(3)  # unit 1 reads unit 0
    _, _, c, _ = lstm_forward(np.zeros((3, 1, 2)), np.array([[1.0], [0.0]]), parameters)
    assert np.shape(c) == (2, 1, 2), f"c has shape {np.shape(c)}, expected (2, 1, 2)"
    assert np.allclose(c, [[[0.0, 0.0]], [[0.4, 0.2]]]), (
        f"c is\n{c}\nexpected [[[0, 0]], [[0.4, 0.2]]]: step 0 writes half of 0.8 and step 1 keeps "
        "half of that; a0 is read once, by step 0, and the cell before it is zeros."
    )


@pytest.mark.lstm_forward
def test_lstm_forward_never_sees_the_future():
    """Changing the last input changes the last states only, and of its own example only."""
    rng = np.random.default_rng(0)
    parameters = {name: rng.normal(size=(4, 7)) / 2 for name in ("Wf", "Wi", "Wc", "Wo")}
    parameters |= {name: rng.normal(size=(4, 1)) for name in ("bf", "bi", "bc", "bo")}
    parameters |= {"Wy": rng.normal(size=(2, 4)), "by": rng.normal(size=(2, 1))}
    x, a0 = rng.normal(size=(3, 2, 5)), rng.normal(size=(4, 2))
    before = lstm_forward(x.copy(), a0.copy(), parameters)[:3]
    x[:, 1, 4] += 1.0
    after = lstm_forward(x.copy(), a0.copy(), parameters)[:3]
    for name, size, one, other in zip("ayc", (4, 2, 4), before, after, strict=True):
        assert np.shape(one) == (size, 2, 5), (
            f"{name} has shape {np.shape(one)}, expected {(size, 2, 5)}"
        )
        moved = np.argwhere(np.not_equal(one, other).any(axis=0))
        changed = {(int(example), int(t)) for example, t in moved}
        assert changed == {(1, 4)}, (
            f"after a change of x[:, 1, 4], {name} changed at (example, step) {sorted(changed)}, "
            "expected only (1, 4): look at the order of the steps and at the axes."
        )


@pytest.mark.lstm_cell_backward
def test_lstm_cell_backward_gives_the_example_worked_by_hand():
    """The memory of the example has the gradient 2, three quarters of which go on."""
    parameters = {
        "Wf": np.array([[2 * np.log(2), np.log(3)]]),
        "bf": np.array([[-np.log(2)]]),
        "Wi": np.array([[-2 * np.log(3), np.log(4)]]),
        "bi": np.array([[np.log(1.5)]]),
        "Wc": np.array([[-2 * np.log(2), np.log(6)]]),
        "bc": np.array([[np.log(2 / 3)]]),
        "Wo": np.array([[2 * np.log(5), -np.log(6)]]),
        "bo": np.array([[np.log(2)]]),
        "Wy": np.array([[2 * np.log(3)], [0.0]]),
        "by": np.array([[0.0], [np.log(2)]]),
    }
    xt, a_prev, c_prev = np.array([[1.0]]), np.array([[0.5]]), np.array([[np.log(3) - 0.4]]) / 0.75
    *_, cache = lstm_cell_forward(xt, a_prev, c_prev, parameters)
    gradients = lstm_cell_backward(np.array([[1.0]]), np.array([[1.775]]), cache)
    cases = {
        "dc_prev": [[1.5]],
        "dbf": [[0.349306]],
        "dbi": [[0.266667]],
        "dbc": [[0.853333]],
        "dbo": [[0.1875]],
        "dWf": [[0.174653, 0.349306]],
        "dWi": [[0.133333, 0.266667]],
        "dWc": [[0.426667, 0.853333]],
        "dWo": [[0.09375, 0.1875]],
        "da_prev": [[-0.681117]],
        "dxt": [[1.946444]],
    }
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. The whole gradient of the "
            "memory is 2, of which 1.775 comes from later and 0.225 through the state."
        )


@pytest.mark.lstm_cell_backward
def test_lstm_cell_backward_sums_over_the_examples():
    """Two examples give gradients of weights and bias that are sums, in the right places."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wf", "Wi", "Wc", "Wo")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bf", "bi", "bc", "bo", "by")}
    parameters["Wy"] = np.zeros((2, 2))
    xt = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 1.0]])
    a_prev = np.array([[3.0, 0.0], [0.0, 1.0]])
    # All gates are 1/2 and the memory is empty: half of its gradient reaches the candidate's sum.
    *_, cache = lstm_cell_forward(xt, a_prev, np.zeros((2, 2)), parameters)
    gradients = lstm_cell_backward(
        np.zeros((2, 2)), np.array([[2.0, 4.0], [20.0, 40.0]]), cache
    )
    cases = {
        "dWc": [[3.0, 2.0, 1.0, 4.0, 2.0], [30.0, 20.0, 10.0, 40.0, 20.0]],
        "dbc": [[3.0], [30.0]],
        "dWo": np.zeros((2, 5)),
    }
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is\n{got}\nexpected\n{np.array(expected)}\nEvery example (column) adds its "
            "share, nothing is divided, and a weight's gradient reads the state above the input."
        )


@pytest.mark.lstm_cell_backward
def test_lstm_cell_backward_parts_the_state_from_the_input():
    """A gradient at unit 0 goes back through the weights that unit 0 has read with."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wf", "Wi", "Wc", "Wo")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bf", "bi", "bc", "bo", "by")}
    parameters["Wy"] = np.zeros((2, 2))
    parameters["Wc"][0] = [0.0, 5.0, 7.0, 0.0, 9.0]
    *_, cache = lstm_cell_forward(np.zeros((3, 1)), np.zeros((2, 1)), np.zeros((2, 1)), parameters)
    gradients = lstm_cell_backward(np.zeros((2, 1)), np.array([[2.0], [0.0]]), cache)
    cases = {"da_prev": [[0.0], [5.0]], "dxt": [[7.0], [0.0], [9.0]], "dc_prev": [[1.0], [0.0]]}
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}: the gradient 1 at unit 0's "
            "candidate goes back through row 0 of Wc, whose first two entries belong to the state."
        )


@pytest.mark.lstm_backward
def test_lstm_backward_gives_the_example_worked_by_hand():
    """A gradient at the last state reaches the first input through the memory."""
    parameters = {name: np.zeros((1, 2)) for name in ("Wf", "Wi", "Wo")}
    parameters |= {name: np.zeros((1, 1)) for name in ("bi", "bc", "bo")}
    parameters |= {"Wc": np.array([[0.0, np.log(3)]]), "bf": np.array([[np.log(3)]])}
    parameters |= {"Wy": np.array([[2.0], [0.0]]), "by": np.zeros((2, 1))}
    *_, caches = lstm_forward(np.array([[[1.0, 0.0]]]), np.zeros((1, 1)), parameters)
    gradients = lstm_backward(np.array([[[0.0, 1.0]]]), caches)
    cases = {
        "dx": [[[0.067863, 0.251345]]],
        "da0": [[0.0]],
        "dbc": [[0.290556]],
        "dWc": [[0.043463, 0.061772]],
        # At step 0 there was nothing to forget; at step 1 it was 0.4, and the slope is 3/16.
        "dbf": [[0.034318]],
        "dbi": [[0.068635]],
        "dbo": [[0.072828]],
    }
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. Look at what step 1 hands "
            "back to step 0, for the state and for the memory, at the order of the steps, and at "
            "the sums over them."
        )


@pytest.mark.lstm_backward
def test_lstm_backward_agrees_with_a_finite_difference():
    """Moving each input a little changes the loss as its gradient says."""
    rng = np.random.default_rng(1)
    n_x, n_a, m, T = 3, 4, 2, 5
    inputs = {"x": rng.normal(size=(n_x, m, T)), "a0": rng.normal(size=(n_a, m))}
    for gate in "fico":
        inputs["W" + gate] = rng.normal(size=(n_a, n_a + n_x)) / 2
        inputs["b" + gate] = rng.normal(size=(n_a, 1))
    inputs |= {"Wy": rng.normal(size=(2, n_a)), "by": rng.normal(size=(2, 1))}

    def run(values):
        weights = {name: values[name].copy() for name in values if name not in ("x", "a0")}
        return lstm_forward(values["x"].copy(), values["a0"].copy(), weights)

    da = rng.normal(size=(n_a, m, T))
    *_, caches = run(inputs)
    gradients = lstm_backward(da.copy(), caches)
    for name, array in inputs.items():
        if name in ("Wy", "by"):
            continue
        gradient = gradients["d" + name]
        assert np.shape(gradient) == array.shape, (
            f"d{name} has shape {np.shape(gradient)}, expected {array.shape}"
        )
        direction, losses = rng.normal(size=array.shape), []
        for step in (1e-6, -1e-6):
            a, *_ = run({**inputs, name: array + step * direction})
            losses.append(np.sum(a * da))
        expected, got = (losses[0] - losses[1]) / 2e-6, np.sum(gradient * direction)
        assert abs(got - expected) < 1e-6, (
            f"d{name}: along a random direction the gradient says {got:.8f}, the loss moves by "
            f"{expected:.8f} a unit. If the step's checks pass, look at what passes between steps."
        )
