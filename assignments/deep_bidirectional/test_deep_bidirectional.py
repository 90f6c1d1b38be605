"""The visible tests of deep_bidirectional: run `pytest` in this folder.

One task alone: `pytest -m brnn_forward`.
"""

import numpy as np
import pytest

from deep_bidirectional import brnn_forward, deep_rnn_forward, rnn_step, softmax


@pytest.mark.brnn_forward
def test_brnn_forward_gives_the_example_worked_by_hand():
    """The forward states are 0.6 and 0.8, the backward ones -0.6 and 0.6."""
    ln2, ln3 = np.log(2), np.log(3)
    parameters = {
        "forward": {
            "Wax": np.array([[ln2]]),
            "Waa": np.array([[5 / 3 * ln3]]),
            "ba": np.array([[0.0]]),
        },
        "backward": {
            "Wax": np.array([[-3 * ln2]]),
            "Waa": np.array([[5 / 3 * ln2]]),
            "ba": np.array([[ln2]]),
        },
        "Wy": np.array([[5 * ln2, 5 / 3 * ln2], [0.0, 0.0]]),
        "by": np.array([[-3 * ln2], [0.0]]),
    }
    y, a_forward, a_backward = brnn_forward(np.array([[[1.0, 0.0]]]), parameters)
    cases = {
        "a_forward": (a_forward, [[[0.6, 0.8]]], "the first network reads step 0, then step 1"),
        "a_backward": (
            a_backward,
            [[[-0.6, 0.6]]],
            "the second one reads step 1 first, from zeros; then it is put in the input's order",
        ),
        "y": (y, [[[1 / 3, 4 / 5]], [[2 / 3, 1 / 5]]], "each step reads both states of that step"),
    }
    for name, (got, expected, meaning) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}: {meaning}."
        )


@pytest.mark.brnn_forward
def test_brnn_forward_reads_each_end_from_zeros():
    """In a sequence of one step both networks read the one input, and no state before it."""
    weights = {"Waa": np.full((2, 2), 9.0), "ba": np.zeros((2, 1))}
    parameters = {
        "forward": {"Wax": np.log([[2.0, 1.0, 1.0], [3.0, 1.0, 1.0]]), **weights},
        "backward": {"Wax": np.log([[1.0, 3.0, 1.0], [1.0, 2.0, 1.0]]), **weights},
        "Wy": np.zeros((1, 4)),
        "by": np.zeros((1, 1)),
    }
    x = np.array([[[1.0], [0.0]], [[0.0], [1.0]], [[0.0], [0.0]]])
    _, a_forward, a_backward = brnn_forward(x, parameters)
    cases = {
        "a_forward": (a_forward, [[[0.6], [0.0]], [[0.8], [0.0]]]),
        "a_backward": (a_backward, [[[0.0], [0.8]], [[0.0], [0.6]]]),
    }
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is\n{np.array(got)[:, :, 0]}\nexpected\n{np.array(expected)[:, :, 0]}\n"
            "Each network has weights of its own, starts from zeros, and nothing of the other one "
            "reaches it."
        )


@pytest.mark.brnn_forward
def test_brnn_forward_gives_each_half_of_Wy_its_own_state():
    """The first n_a columns of Wy read the forward state, the others the backward one."""
    silent = {"Wax": np.zeros((2, 1)), "Waa": np.zeros((2, 2))}
    parameters = {
        "forward": {**silent, "ba": np.log([[2.0], [1.0]])},  # its state is (0.6, 0)
        "backward": {**silent, "ba": np.log([[1.0], [3.0]])},  # its state is (0, 0.8)
        "Wy": np.log([[32.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 32.0], [1.0, 1.0, 1.0, 1.0]]),
        "by": np.log([[1.0], [1.0], [8.0]]),
    }
    y, _, _ = brnn_forward(np.zeros((1, 1, 2)), parameters)
    assert np.shape(y) == (3, 1, 2), f"y has shape {np.shape(y)}, expected (3, 1, 2)"
    expected = np.array([8.0, 16.0, 8.0]) / 32  # 32 to the power of 0.6, of 0.8, and 8
    for t in range(2):
        got = np.array(y)[:, 0, t]
        assert np.allclose(got, expected), (
            f"y at step {t} is {got}, expected {expected}: the softmax of (3, 4, 3) ln 2. Stack "
            "the forward state above the backward one, and add the bias."
        )


@pytest.mark.brnn_forward
def test_brnn_forward_sees_the_future():
    """Another last input changes the first prediction, but no forward state before the last."""
    rng = np.random.default_rng(1)
    n_x, n_a, n_y, m, T = 2, 3, 4, 2, 5
    parameters = {"Wy": rng.normal(size=(n_y, 2 * n_a)), "by": rng.normal(size=(n_y, 1))}
    for direction in ("forward", "backward"):
        parameters[direction] = {
            "Wax": rng.normal(size=(n_a, n_x)),
            "Waa": rng.normal(size=(n_a, n_a)),
            "ba": rng.normal(size=(n_a, 1)),
        }
    x = rng.normal(size=(n_x, m, T))
    other = x.copy()
    other[:, :, -1] += 1
    y, a_forward, a_backward = map(np.array, brnn_forward(x.copy(), parameters))
    y2, a_forward2, a_backward2 = map(np.array, brnn_forward(other.copy(), parameters))
    assert np.allclose(a_forward[:, :, :-1], a_forward2[:, :, :-1]), (
        "a_forward before the last step changes with the last input: which steps has it read?"
    )
    for name, one, two in (("a_backward", a_backward, a_backward2), ("y", y, y2)):
        assert np.max(np.abs(one[:, :, 0] - two[:, :, 0])) > 1e-9, (
            f"{name} at step 0 stays the same when the last input changes: the backward network "
            "should have read it, and handed its state on from step to step."
        )


@pytest.mark.deep_rnn_forward
def test_deep_rnn_forward_gives_the_example_worked_by_hand():
    """Layer 0 goes 0.6, 0.8 and layer 1 goes 0.6, -0.6."""
    ln2, ln3 = np.log(2), np.log(3)
    layers = [
        {"Wax": [[ln2 - ln3]], "Waa": [[5 / 3 * ln3]], "ba": [[0.0]]},
        {"Wax": [[5 * ln2]], "Waa": [[-10 / 3 * ln2]], "ba": [[-3 * ln2]]},
    ]
    parameters = {
        "layers": [{name: np.array(value) for name, value in one.items()} for one in layers],
        "Wya": np.array([[5 / 3 * ln3], [0.0]]),
        "by": np.zeros((2, 1)),
    }
    a0 = [np.array([[0.6]]), np.array([[-0.3]])]
    y, a = deep_rnn_forward(np.array([[[1.0, 0.0]]]), a0, parameters)
    assert len(a) == 2, f"a has {len(a)} entries, expected 2, one a layer"
    cases = {
        "a[0]": (a[0], [[[0.6, 0.8]]], "the bottom layer reads x and its own past, a0[0] first"),
        "a[1]": (a[1], [[[0.6, -0.6]]], "it reads a[0] at the same step, and its own past"),
        "y": (y, [[[0.75, 0.25]], [[0.25, 0.75]]], "the softmax reads the top layer"),
    }
    for name, (got, expected, meaning) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}: {meaning}."
        )


@pytest.mark.deep_rnn_forward
def test_deep_rnn_forward_of_one_layer_is_a_plain_rnn():
    """With one layer there is nothing below but x: the network of sequence_model."""
    rng = np.random.default_rng(1)
    n_x, n_a, n_y, m, T = 3, 4, 2, 2, 3
    weights = {
        "Wax": rng.normal(size=(n_a, n_x)),
        "Waa": rng.normal(size=(n_a, n_a)),
        "ba": rng.normal(size=(n_a, 1)),
    }
    parameters = {"Wya": rng.normal(size=(n_y, n_a)), "by": rng.normal(size=(n_y, 1))}
    x, state = rng.normal(size=(n_x, m, T)), rng.normal(size=(n_a, m))
    y, a = deep_rnn_forward(x.copy(), [state.copy()], {**parameters, "layers": [weights]})
    assert len(a) == 1, f"a has {len(a)} entries, expected 1, one a layer"
    assert np.shape(a[0]) == (n_a, m, T), f"a[0] has shape {np.shape(a[0])}, expected (4, 2, 3)"
    assert np.shape(y) == (n_y, m, T), f"y has shape {np.shape(y)}, expected (2, 2, 3)"
    for t in range(T):
        state = rnn_step(x[:, :, t], state, weights)
        expected = softmax(parameters["Wya"] @ state + parameters["by"])
        for name, got, want in (("a[0]", a[0], state), ("y", y, expected)):
            assert np.allclose(np.array(got)[:, :, t], want), (
                f"{name} at step {t} is\n{np.array(got)[:, :, t]}\nexpected\n{want}\nWhat does the "
                "step read, and which state came before it?"
            )


@pytest.mark.deep_rnn_forward
def test_deep_rnn_forward_hands_states_up_through_all_layers():
    """With no past, layer l is the tanh of what is below it, at the same step."""
    n_a, m, T = 2, 1, 2
    nothing = {"Waa": np.zeros((n_a, n_a)), "ba": np.zeros((n_a, 1))}
    parameters = {
        "layers": [
            {"Wax": np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 0.0]]), **nothing},
            {"Wax": np.array([[0.0, 1.0], [1.0, 0.0]]), **nothing},
            {"Wax": np.array([[1.0, 0.0], [1.0, 1.0]]), **nothing},
        ],
        "Wya": np.zeros((1, n_a)),
        "by": np.zeros((1, 1)),
    }
    x = np.array([[[0.5, -1.0]], [[0.2, 0.3]], [[0.0, 0.4]]])
    _, a = deep_rnn_forward(x, [np.ones((n_a, m))] * 3, parameters)
    assert len(a) == 3, f"a has {len(a)} entries, expected 3, one a layer"
    below = np.tanh([[[0.5, -0.2]], [[0.2, 0.3]]])
    expected = [below, np.tanh(below[::-1])]
    expected.append(np.tanh([expected[1][0], expected[1][0] + expected[1][1]]))
    for layer, want in enumerate(expected):
        assert np.shape(a[layer]) == (n_a, m, T), (
            f"a[{layer}] has shape {np.shape(a[layer])}, expected {(n_a, m, T)}"
        )
        assert np.allclose(a[layer], want), (
            f"a[{layer}] is\n{np.array(a[layer])[:, 0]}\nexpected\n{want[:, 0]}\n(columns are "
            "steps). No unit reads its past here, so a layer is made from the one below alone."
        )


@pytest.mark.deep_rnn_forward
def test_deep_rnn_forward_starts_each_layer_from_its_own_state():
    """Without inputs, each layer begins with its own a0 alone."""
    keep = {"Wax": np.zeros((2, 2)), "Waa": np.eye(2), "ba": np.array([[0.0], [np.log(3)]])}
    parameters = {"layers": [keep, keep], "Wya": np.zeros((1, 2)), "by": np.zeros((1, 1))}
    a0 = [np.log([[2.0, 1.0], [1.0, 1.0]]), np.log([[1.0, 3.0], [1.0, 1.0]])]
    _, a = deep_rnn_forward(np.zeros((2, 2, 1)), a0, parameters)
    expected = [[[0.6, 0.0], [0.8, 0.8]], [[0.0, 0.8], [0.8, 0.8]]]
    assert len(a) == 2, f"a has {len(a)} entries, expected 2, one a layer"
    for layer, want in enumerate(expected):
        assert np.shape(a[layer]) == (2, 2, 1), (
            f"a[{layer}] has shape {np.shape(a[layer])}, expected (2, 2, 1)"
        )
        got = np.array(a[layer])[:, :, 0]
        assert np.allclose(got, want), (
            f"a[{layer}] is\n{got}\nexpected\n{np.array(want)}\nThe state before the first step is "
            f"a0[{layer}], and the bias is added to every example (column)."
        )
