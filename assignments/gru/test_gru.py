"""The visible tests of gru: run `pytest` in this folder.

One task alone: `pytest -m simple_gru_cell_forward`.
"""

import numpy as np
import pytest

from gru import gru_cell_backward, gru_cell_forward, gru_forward, simple_gru_cell_forward


@pytest.mark.simple_gru_cell_forward
def test_simple_gru_cell_forward_gives_the_example_worked_by_hand():
    """The gate is 5/8, the candidate 0.6, and the new memory one half."""
    parameters = {
        "Wu": np.array([[3 * np.log(5), -np.log(6)]]),
        "bu": np.array([[np.log(2)]]),
        "Wr": np.zeros((1, 2)),
        "br": np.zeros((1, 1)),
        "Wc": np.array([[-3 * np.log(2), np.log(6)]]),
        "bc": np.array([[np.log(2 / 3)]]),
        "Wy": np.array([[2 * np.log(3)], [0.0]]),
        "by": np.array([[0.0], [np.log(2)]]),
    }
    c_next, yt_pred, _ = simple_gru_cell_forward(np.array([[1.0]]), np.array([[1 / 3]]), parameters)
    cases = {"c_next": (c_next, [[0.5]]), "yt_pred": (yt_pred, [[0.6], [0.4]])}
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. Five eighths of the "
            "candidate 0.6 are written, three eighths of the old memory 1/3 are kept."
        )


@pytest.mark.simple_gru_cell_forward
def test_simple_gru_cell_forward_has_a_gate_and_a_bias_for_each_unit():
    """With all weights zero the biases decide, one a unit, alike for each example."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {"br": np.zeros((2, 1)), "Wy": np.zeros((2, 2)), "by": np.zeros((2, 1))}
    parameters["bu"] = np.array([[np.log(3)], [-np.log(3)]])  # 3/4 and 1/4 are written
    parameters["bc"] = np.array([[np.log(3)], [-np.log(2)]])  # of 0.8 and -0.6
    c_prev = np.array([[4.0, 8.0], [4.0, 8.0]])
    c_next, _, _ = simple_gru_cell_forward(np.zeros((3, 2)), c_prev, parameters)
    expected = np.array([[1.6, 2.6], [2.85, 5.85]])
    assert np.shape(c_next) == (2, 2), f"c_next has shape {np.shape(c_next)}, expected (2, 2)"
    assert np.allclose(c_next, expected), (
        f"c_next is\n{c_next}\nexpected\n{expected}\nUnit 0 writes 3/4 of 0.8 and keeps 1/4, unit "
        "1 writes 1/4 of -0.6 and keeps 3/4: the bias belongs to the units (rows)."
    )


@pytest.mark.simple_gru_cell_forward
def test_simple_gru_cell_forward_stacks_the_memory_above_the_input():
    """With two units, columns 0 and 1 of a weight matrix read the memory, the others the input."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bu", "br", "bc", "by")}
    parameters["Wy"] = np.zeros((2, 2))
    parameters["Wc"][0, 1] = np.log(3)
    parameters["Wc"][1, 2] = np.log(2)
    xt, c_prev = np.array([[1.0], [0.0], [0.0]]), np.array([[0.0], [1.0]])
    c_next, _, _ = simple_gru_cell_forward(xt, c_prev, parameters)
    assert np.shape(c_next) == (2, 1), f"c_next has shape {np.shape(c_next)}, expected (2, 1)"
    assert np.allclose(c_next, [[0.4], [0.8]]), (
        f"c_next is {np.ravel(c_next)}, expected [0.4, 0.8]. Unit 0 writes half of 0.8, which "
        "comes from unit 1 of the memory; unit 1 writes half of 0.6, which comes from entry 0 of "
        "the input, and keeps half of 1."
    )


@pytest.mark.simple_gru_cell_forward
def test_simple_gru_cell_forward_does_not_read_the_reset_gate():
    """Whatever Wr and br hold, the step is the same."""
    parameters = {name: np.zeros((1, 2)) for name in ("Wu", "Wr")}
    parameters |= {name: np.zeros((1, 1)) for name in ("bu", "bc")}
    parameters |= {"Wc": np.array([[np.log(3), 0.0]]), "br": np.array([[-50.0]])}
    parameters |= {"Wy": np.zeros((2, 1)), "by": np.zeros((2, 1))}
    c_next, _, _ = simple_gru_cell_forward(np.array([[0.0]]), np.array([[1.0]]), parameters)
    assert np.shape(c_next) == (1, 1), f"c_next has shape {np.shape(c_next)}, expected (1, 1)"
    assert np.allclose(c_next, 0.9), (
        f"c_next is {np.ravel(c_next)}, expected 0.9: half of the candidate 0.8 and half of 1. "
        "Here the candidate reads the whole of the old memory; the reset gate comes in section 2."
    )


@pytest.mark.simple_gru_cell_forward
def test_simple_gru_cell_forward_predicts_for_each_example_by_itself():
    """Each column of the prediction is a distribution over the classes."""
    parameters = {name: np.zeros((1, 2)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: np.zeros((1, 1)) for name in ("bu", "br", "bc")}
    parameters["Wy"], parameters["by"] = np.array([[0.0], [1.0]]), np.array([[0.0], [np.log(3)]])
    # Nothing is there to write, and half of the memory is kept: -ln 2 and 0.
    c_prev = np.array([[-2 * np.log(2), 0.0]])
    _, yt_pred, _ = simple_gru_cell_forward(np.zeros((1, 2)), c_prev, parameters)
    expected = np.array([[0.4, 0.25], [0.6, 0.75]])
    assert np.shape(yt_pred) == (2, 2), f"yt_pred has shape {np.shape(yt_pred)}, expected (2, 2)"
    assert np.allclose(yt_pred, expected), (
        f"yt_pred is\n{yt_pred}\nexpected\n{expected}\nThe softmax of Wy c_next + by, down each "
        "column: what does it read, and along which axis does it sum to 1?"
    )


@pytest.mark.gru_cell_forward
def test_gru_cell_forward_gives_the_example_worked_by_hand():
    """The gates are 5/8 and 3/4, the candidate 0.6, and the new memory one half."""
    parameters = {
        "Wu": np.array([[3 * np.log(5), -np.log(6)]]),
        "bu": np.array([[np.log(2)]]),
        "Wr": np.array([[3 * np.log(2), np.log(3)]]),
        "br": np.array([[-np.log(2)]]),
        "Wc": np.array([[-4 * np.log(2), np.log(6)]]),
        "bc": np.array([[np.log(2 / 3)]]),
        "Wy": np.array([[2 * np.log(3)], [0.0]]),
        "by": np.array([[0.0], [np.log(2)]]),
    }
    c_next, yt_pred, _ = gru_cell_forward(np.array([[1.0]]), np.array([[1 / 3]]), parameters)
    cases = {"c_next": (c_next, [[0.5]]), "yt_pred": (yt_pred, [[0.6], [0.4]])}
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. The candidate reads 1/4, "
            "three quarters of the memory, and is 0.6; three eighths of the whole 1/3 are kept."
        )


@pytest.mark.gru_cell_forward
def test_gru_cell_forward_resets_the_memory_before_the_weights():
    """A unit's reset gate says what all candidates see of that unit, and nothing else."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bu", "bc", "by")}
    parameters |= {"br": np.array([[50.0], [-50.0]]), "Wy": np.zeros((2, 2))}
    parameters["Wc"][0, 1] = parameters["Wc"][1, 0] = np.log(3)  # each reads the other unit
    c_next, _, _ = gru_cell_forward(np.zeros((3, 1)), np.ones((2, 1)), parameters)
    assert np.shape(c_next) == (2, 1), f"c_next has shape {np.shape(c_next)}, expected (2, 1)"
    assert np.allclose(c_next, [[0.5], [0.9]]), (
        f"c_next is {np.ravel(c_next)}, expected [0.5, 0.9]. Unit 1 is shut out: unit 0, which "
        "reads it, has the candidate 0. Unit 0 is let in: unit 1 has the candidate 0.8. Both keep "
        "half of 1, for the reset gate erases nothing."
    )


@pytest.mark.gru_cell_forward
def test_gru_cell_forward_has_gates_and_biases_for_each_unit():
    """With two examples and two units, each gate's bias belongs to its unit."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {"Wy": np.zeros((2, 2)), "by": np.zeros((2, 1))}
    parameters["bu"] = np.array([[np.log(3)], [-np.log(3)]])  # 3/4 and 1/4 are written
    parameters["br"] = np.array([[np.log(3)], [0.0]])  # 3/4 and 1/2 are seen
    parameters["bc"] = np.array([[0.0], [-np.log(2)]])
    parameters["Wc"][0, 0] = np.log(3)  # unit 0 reads itself
    c_prev = np.array([[4 / 3, 0.0], [4.0, 8.0]])
    c_next, _, _ = gru_cell_forward(np.zeros((3, 2)), c_prev, parameters)
    expected = np.array([[0.6 + 1 / 3, 0.0], [2.85, 5.85]])
    assert np.shape(c_next) == (2, 2), f"c_next has shape {np.shape(c_next)}, expected (2, 2)"
    assert np.allclose(c_next, expected), (
        f"c_next is\n{c_next}\nexpected\n{expected}\nUnit 0 writes 3/4 of its candidates, 0.8 and "
        "0, unit 1 writes 1/4 of -0.6; the bias belongs to the units (rows)."
    )


@pytest.mark.gru_cell_forward
def test_gru_cell_forward_predicts_for_each_example_by_itself():
    """Each column of the prediction is a distribution over the classes."""
    parameters = {name: np.zeros((1, 2)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: np.zeros((1, 1)) for name in ("bu", "br", "bc")}
    parameters["Wy"], parameters["by"] = np.array([[0.0], [1.0]]), np.array([[0.0], [np.log(3)]])
    # Nothing is there to write, and half of the memory is kept: -ln 2 and 0.
    c_prev = np.array([[-2 * np.log(2), 0.0]])
    _, yt_pred, _ = gru_cell_forward(np.zeros((1, 2)), c_prev, parameters)
    expected = np.array([[0.4, 0.25], [0.6, 0.75]])
    assert np.shape(yt_pred) == (2, 2), f"yt_pred has shape {np.shape(yt_pred)}, expected (2, 2)"
    assert np.allclose(yt_pred, expected), (
        f"yt_pred is\n{yt_pred}\nexpected\n{expected}\nThe softmax of Wy c_next + by, down each "
        "column: what does it read, and along which axis does it sum to 1?"
    )


@pytest.mark.gru_forward
def test_gru_forward_keeps_three_quarters_of_the_memory():
    """The second memory of the example comes from the first alone."""
    parameters = {name: np.zeros((1, 2)) for name in ("Wu", "Wr")}
    parameters |= {name: np.zeros((1, 1)) for name in ("br", "bc")}
    parameters |= {"Wc": np.array([[0.0, np.log(3)]]), "bu": np.array([[-np.log(3)]])}
    parameters |= {"Wy": np.array([[2.0], [0.0]]), "by": np.zeros((2, 1))}
    c, y, _ = gru_forward(np.array([[[1.0, 0.0]]]), np.array([[0.4]]), parameters)
    # Of two classes with the sums 2c and 0, the first has the probability sigmoid(2c).
    cases = {
        "c": (c, [[[0.5, 0.375]]]),
        "y": (y, [[[0.731059, 0.679179]], [[0.268941, 0.320821]]]),
    }
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. The results are c, y and "
            "the caches; if the second is 0, step 1 has not read the first."
        )


@pytest.mark.gru_forward
def test_gru_forward_starts_from_c0_once():
    """With no input, the memory of unit 0 fades, and unit 1 reads what is left of it."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bu", "bc", "by")}
    parameters |= {"br": np.full((2, 1), 50.0), "Wy": np.zeros((2, 2))}
    parameters["Wc"][1, 0] = 2 * np.log(2)  # unit 1 reads unit 0
    c, _, _ = gru_forward(np.zeros((3, 1, 2)), np.array([[1.0], [0.0]]), parameters)
    assert np.shape(c) == (2, 1, 2), f"c has shape {np.shape(c)}, expected (2, 1, 2)"
    expected = np.array([[[1 / 2, 1 / 4]], [[15 / 34, 15 / 68 + 3 / 10]]])
    assert np.allclose(c, expected), (
        f"c is\n{c}\nexpected\n{expected}\nUnit 0 keeps half at each step. Unit 1 writes half of "
        "15/17, then half of 0.6: step 0 reads c0, and step 1 reads what step 0 has left."
    )


@pytest.mark.gru_forward
def test_gru_forward_never_sees_the_future():
    """Changing the last input changes the last results only, and of its own example only."""
    rng = np.random.default_rng(0)
    parameters = {name: rng.normal(size=(4, 7)) / 2 for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: rng.normal(size=(4, 1)) for name in ("bu", "br", "bc")}
    parameters |= {"Wy": rng.normal(size=(2, 4)), "by": rng.normal(size=(2, 1))}
    x, c0 = rng.normal(size=(3, 2, 5)), rng.normal(size=(4, 2))
    before = gru_forward(x.copy(), c0.copy(), parameters)[:2]
    x[:, 1, 4] += 1.0
    after = gru_forward(x.copy(), c0.copy(), parameters)[:2]
    for name, size, one, other in zip("cy", (4, 2), before, after, strict=True):
        assert np.shape(one) == (size, 2, 5), (
            f"{name} has shape {np.shape(one)}, expected {(size, 2, 5)}"
        )
        moved = np.argwhere(np.not_equal(one, other).any(axis=0))
        changed = {(int(example), int(t)) for example, t in moved}
        assert changed == {(1, 4)}, (
            f"after a change of x[:, 1, 4], {name} changed at (example, step) {sorted(changed)}, "
            "expected only (1, 4): look at the order of the steps and at the axes."
        )


@pytest.mark.gru_cell_backward
def test_gru_cell_backward_gives_the_example_worked_by_hand():
    """The gradient 2 of the example reaches three sums, and the old memory in four ways."""
    parameters = {
        "Wu": np.array([[3 * np.log(5), -np.log(6)]]),
        "bu": np.array([[np.log(2)]]),
        "Wr": np.array([[3 * np.log(2), np.log(3)]]),
        "br": np.array([[-np.log(2)]]),
        "Wc": np.array([[-4 * np.log(2), np.log(6)]]),
        "bc": np.array([[np.log(2 / 3)]]),
        "Wy": np.array([[2 * np.log(3)], [0.0]]),
        "by": np.array([[0.0], [np.log(2)]]),
    }
    *_, cache = gru_cell_forward(np.array([[1.0]]), np.array([[1 / 3]]), parameters)
    gradients = gru_cell_backward(np.array([[2.0]]), cache)
    cases = {
        "dbc": [[0.8]],
        "dbu": [[0.125]],
        "dbr": [[-0.138629]],
        "dWc": [[0.2, 0.8]],
        "dWu": [[0.041667, 0.125]],
        "dWr": [[-0.046210, -0.138629]],
        "dc_prev": [[-0.598286]],
        "dxt": [[1.057138]],
    }
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. Wc has read (1/4, 1), Wu and "
            "Wr have read (1/3, 1). The old memory has four readers: 0.75 comes back for what was "
            "kept, -1.663553 through the candidate, 0.603539 and -0.288272 through the update and "
            "the reset gate."
        )


@pytest.mark.gru_cell_backward
def test_gru_cell_backward_sums_over_the_examples():
    """Two examples give gradients of weights and bias that are sums, in the right places."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bu", "br", "bc", "by")}
    parameters["Wy"] = np.zeros((2, 2))
    xt = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 1.0]])
    c_prev = np.array([[4.0, 0.0], [0.0, 2.0]])
    # Both gates are 1/2 and the candidate is 0: half of the gradient reaches the candidate's sum.
    *_, cache = gru_cell_forward(xt, c_prev, parameters)
    gradients = gru_cell_backward(np.array([[2.0, 4.0], [20.0, 40.0]]), cache)
    cases = {
        "dWc": [[2.0, 2.0, 1.0, 4.0, 2.0], [20.0, 20.0, 10.0, 40.0, 20.0]],
        "dbc": [[3.0], [30.0]],
        "dWu": [[-8.0, 0.0, -2.0, -4.0, 0.0], [0.0, -40.0, 0.0, -20.0, -20.0]],
        "dbu": [[-2.0], [-20.0]],
    }
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is\n{got}\nexpected\n{np.array(expected)}\nEvery example (column) adds its "
            "share, nothing is divided. Wc has read half of the memory, Wu the whole of it."
        )


@pytest.mark.gru_cell_backward
def test_gru_cell_backward_parts_the_memory_from_the_input():
    """A gradient at unit 0 goes back through the weights that unit 0 has read with."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bu", "br", "bc", "by")}
    parameters["Wy"] = np.zeros((2, 2))
    parameters["Wc"][0] = [0.0, 5.0, 7.0, 0.0, 9.0]
    *_, cache = gru_cell_forward(np.zeros((3, 1)), np.zeros((2, 1)), parameters)
    gradients = gru_cell_backward(np.array([[2.0], [0.0]]), cache)
    cases = {"dc_prev": [[1.0], [2.5]], "dxt": [[7.0], [0.0], [9.0]]}
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}: the gradient 1 at unit 0's "
            "candidate goes back through row 0 of Wc, whose first two entries belong to the "
            "memory; on its way to the memory it passes the reset gate, 1/2."
        )


@pytest.mark.gru_cell_backward
def test_gru_cell_backward_agrees_with_a_finite_difference():
    """Moving each input a little changes the loss as its gradient says."""
    rng = np.random.default_rng(1)
    n_x, n_a, m = 3, 4, 2
    inputs = {"xt": rng.normal(size=(n_x, m)), "c_prev": rng.normal(size=(n_a, m))}
    for gate in "urc":
        inputs["W" + gate] = rng.normal(size=(n_a, n_a + n_x))
        inputs["b" + gate] = rng.normal(size=(n_a, 1))
    inputs |= {"Wy": rng.normal(size=(2, n_a)), "by": rng.normal(size=(2, 1))}

    def run(values):
        weights = {name: values[name].copy() for name in values if name not in ("xt", "c_prev")}
        return gru_cell_forward(values["xt"].copy(), values["c_prev"].copy(), weights)

    dc_next = rng.normal(size=(n_a, m))
    *_, cache = run(inputs)
    gradients = gru_cell_backward(dc_next.copy(), cache)
    for name, array in inputs.items():
        if name in ("Wy", "by"):
            continue
        gradient = gradients["d" + name]
        assert np.shape(gradient) == array.shape, (
            f"d{name} has shape {np.shape(gradient)}, expected {array.shape}"
        )
        direction, losses = rng.normal(size=array.shape), []
        for step in (1e-6, -1e-6):
            c_next, *_ = run({**inputs, name: array + step * direction})
            losses.append(np.sum(c_next * dc_next))
        expected, got = (losses[0] - losses[1]) / 2e-6, np.sum(gradient * direction)
        assert abs(got - expected) < 1e-6, (
            f"d{name}: along a random direction the gradient says {got:.8f}, the loss moves by "
            f"{expected:.8f} a unit. Several units and examples show what one of each hides."
        )
