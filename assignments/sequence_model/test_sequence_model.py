"""The visible tests of sequence_model: run `pytest` in this folder.

One task alone: `pytest -m build_vocabulary`.
"""

import numpy as np
import pytest

from sequence_model import (
    build_vocabulary,
    encode_decode,
    many_to_one,
    one_hot,
    one_to_many,
    rnn_backward,
    rnn_cell_backward,
    rnn_cell_forward,
    rnn_forward,
    sequence_loss,
    softmax,
)


@pytest.mark.build_vocabulary
def test_build_vocabulary_gives_the_example_worked_by_hand():
    """Five distinct words get the numbers from 1 to 5, in sorted order."""
    vocabulary = build_vocabulary([["the", "cat", "sat"], ["The", "cat", "ate"]])
    expected = {"<UNK>": 0, "The": 1, "ate": 2, "cat": 3, "sat": 4, "the": 5}
    assert vocabulary == expected, (
        f"the vocabulary is {vocabulary}, expected {expected}. Every word once, as it is written, "
        "in the order that sorted() gives, and <UNK> before them all."
    )


@pytest.mark.build_vocabulary
def test_build_vocabulary_has_one_place_for_unknown_words():
    """An <UNK> in the text is the same <UNK>, and digits sort before it."""
    vocabulary = build_vocabulary([["<UNK>", "met", "42", "<UNK>"], []])
    expected = {"<UNK>": 0, "42": 1, "met": 2}
    assert vocabulary == expected, (
        f"the vocabulary is {vocabulary}, expected {expected}: <UNK> is number 0 and gets no "
        "second number where it stands in the text."
    )


@pytest.mark.one_hot
def test_one_hot_gives_the_example_worked_by_hand():
    """The words have the indices 3, 0 and 2, whatever the order of the dict."""
    x = one_hot(["the", "dog", "sat"], {"the": 3, "<UNK>": 0, "sat": 2, "cat": 1})
    expected = np.array([[0, 1, 0], [0, 0, 0], [0, 0, 1], [1, 0, 0]])
    assert np.shape(x) == (4, 3), f"x has shape {np.shape(x)}, expected (4, 3): one column a word"
    assert np.array_equal(x, expected), (
        f"x is\n{x}\nexpected\n{expected}\nEach column has one 1, in the row of its word's index; "
        'the unknown "dog" is <UNK>, row 0.'
    )


@pytest.mark.one_hot
def test_one_hot_of_no_words_has_no_columns():
    """An empty sentence is an array of shape (n_x, 0)."""
    x = one_hot([], {"<UNK>": 0, "cat": 1, "sat": 2})
    assert np.shape(x) == (3, 0), f"x has shape {np.shape(x)}, expected (3, 0)"


@pytest.mark.softmax
def test_softmax_gives_the_example_worked_by_hand():
    """The powers 1, 2, 3 have the sum 6; in the second column all are equal."""
    got = softmax(np.array([[0.0, 7.0], [np.log(2), 7.0], [np.log(3), 7.0]]))
    expected = np.array([[1 / 6, 1 / 3], [1 / 3, 1 / 3], [1 / 2, 1 / 3]])
    assert np.shape(got) == (3, 2), f"the result has shape {np.shape(got)}, expected (3, 2)"
    assert np.allclose(got, expected), (
        f"the result is\n{got}\nexpected\n{expected}\nEach column is a distribution: it sums to 1."
    )


@pytest.mark.softmax
def test_softmax_is_finite_in_columns_far_apart():
    """A column far below the others is a distribution like any other."""
    z = np.array([[1e4, -1e4, 0.0], [1e4, -1e4 - np.log(3), 1e4]])
    with np.errstate(all="ignore"):
        got = softmax(z)
    expected = np.array([[0.5, 0.75, 0.0], [0.5, 0.25, 1.0]])
    assert np.allclose(got, expected), (
        f"the result is\n{got}\nexpected\n{expected}\nWhat do you subtract from the scores "
        "before exp, and is it the same number for every column?"
    )


@pytest.mark.rnn_cell_forward
def test_rnn_cell_forward_gives_the_example_worked_by_hand():
    """The new state is 0.8, and the prediction the softmax of ln 3 and ln 2."""
    parameters = {
        "Wax": np.array([[np.log(6)]]),
        "Waa": np.array([[-2 * np.log(3)]]),
        "ba": np.array([[np.log(1.5)]]),
        "Wya": np.array([[np.log(3) / 0.8], [0.0]]),
        "by": np.array([[0.0], [np.log(2)]]),
    }
    a_next, yt_pred, _ = rnn_cell_forward(np.array([[1.0]]), np.array([[0.5]]), parameters)
    cases = {
        "a_next": (
            a_next,
            [[0.8]],
            "if it is 0.976, the past is missing; if 0.6, the bias; if -0.6, the input",
        ),
        "yt_pred": (yt_pred, [[0.6], [0.4]], "the softmax of Wya a_next + by"),
    }
    for name, (got, expected, meaning) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)} ({meaning})."
        )


@pytest.mark.rnn_cell_forward
def test_rnn_cell_forward_adds_the_biases_to_every_example():
    """With everything else zero, every column is made from the biases alone."""
    parameters = {
        "Wax": np.zeros((2, 3)),
        "Waa": np.zeros((2, 2)),
        "ba": np.array([[np.log(2)], [-np.log(3)]]),
        "Wya": np.zeros((2, 2)),
        "by": np.array([[0.0], [np.log(3)]]),
    }
    a_next, yt_pred, _ = rnn_cell_forward(np.zeros((3, 2)), np.zeros((2, 2)), parameters)
    cases = {
        "a_next": (a_next, [[0.6, 0.6], [-0.8, -0.8]]),
        "yt_pred": (yt_pred, [[0.25, 0.25], [0.75, 0.75]]),
    }
    for name, (got, expected) in cases.items():
        assert np.allclose(got, expected), (
            f"{name} is\n{got}\nexpected\n{np.array(expected)}\nThe bias belongs to the units "
            "(rows), and each example (column) gets all of it."
        )


@pytest.mark.rnn_cell_forward
def test_rnn_cell_forward_carries_the_state_through_Waa():
    """Waa[i, j] is the weight from old unit j to new unit i."""
    parameters = {"Wax": np.zeros((2, 3)), "ba": np.zeros((2, 1)), "by": np.zeros((2, 1))}
    parameters |= {"Waa": np.array([[0.0, 0.0], [np.log(3), 0.0]]), "Wya": np.zeros((2, 2))}
    a_next, _, _ = rnn_cell_forward(np.zeros((3, 1)), np.array([[1.0], [0.0]]), parameters)
    assert np.shape(a_next) == (2, 1), f"a_next has shape {np.shape(a_next)}, expected (2, 1)"
    assert np.allclose(a_next, [[0.0], [0.8]]), (
        f"a_next is {np.ravel(a_next)}, expected [0, 0.8]: unit 0 feeds unit 1 through Waa[1, 0]. "
        "Look at the order and the transposes in the product with Waa."
    )


@pytest.mark.rnn_forward
def test_rnn_forward_remembers_the_first_input():
    """The second state, and with it the second prediction, comes from memory alone."""
    parameters = {"Wax": np.array([[np.log(3)]]), "Waa": np.array([[np.log(2) / 0.8]])}
    parameters |= {"ba": np.zeros((1, 1)), "by": np.zeros((2, 1))}
    parameters["Wya"] = np.array([[5 * np.log(2)], [0.0]])
    a, y_pred, _ = rnn_forward(np.array([[[1.0, 0.0]]]), np.zeros((1, 1)), parameters)
    cases = {"a": (a, [[[0.8, 0.6]]]), "y_pred": (y_pred, [[[16 / 17, 8 / 9]], [[1 / 17, 1 / 9]]])}
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}: time comes last"
        )
        assert np.allclose(got, expected), (
            f"{name} is\n{got}\nexpected\n{np.array(expected)}\nIf the second state is 0, step "
            "1 does not get the state that step 0 returned."
        )


@pytest.mark.rnn_forward
def test_rnn_forward_starts_from_a0():
    """With no input, the first state comes from a0."""
    parameters = {"Wax": np.zeros((2, 3)), "ba": np.zeros((2, 1)), "by": np.zeros((2, 1))}
    parameters |= {"Waa": np.array([[0.0, 0.0], [np.log(3), 0.0]]), "Wya": np.zeros((2, 2))}
    a, _, _ = rnn_forward(np.zeros((3, 1, 2)), np.array([[1.0], [0.0]]), parameters)
    assert np.shape(a) == (2, 1, 2), f"a has shape {np.shape(a)}, expected (2, 1, 2)"
    assert np.allclose(a, [[[0.0, 0.0]], [[0.8, 0.0]]]), (
        f"a is\n{a}\nexpected 0.8 in unit 1 at step 0 and zeros elsewhere: a0 is read once, by "
        "step 0, and step 1 reads the state of step 0."
    )


@pytest.mark.rnn_forward
def test_rnn_forward_never_sees_the_future():
    """Changing the last input changes the last state only, and of its own example only."""
    rng = np.random.default_rng(0)
    n_x, n_a, n_y, m, T = 3, 5, 2, 2, 4
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a), "ba": (n_a, 1)}
    shapes["by"] = (n_y, 1)
    parameters = {name: rng.normal(size=shape) / 2 for name, shape in shapes.items()}
    x, a0 = rng.normal(size=(n_x, m, T)), rng.normal(size=(n_a, m))
    before, _, _ = rnn_forward(x.copy(), a0.copy(), parameters)
    x[:, 1, 3] += 1.0
    after, _, _ = rnn_forward(x, a0, parameters)
    assert np.shape(after) == (5, 2, 4), f"a has shape {np.shape(after)}, expected (5, 2, 4)"
    changed = {(int(k), int(t)) for k, t in np.argwhere(np.not_equal(before, after).any(axis=0))}
    assert changed == {(1, 3)}, (
        f"after a change of x[:, 1, 3], the states at (example, step) {sorted(changed)} changed, "
        "expected only (1, 3): look at the order of the steps and at the axes."
    )


@pytest.mark.sequence_loss
def test_sequence_loss_gives_the_example_worked_by_hand():
    """The truth had the probabilities 1/2, 3/4 and 4/5."""
    for kind in (int, float):
        total, per_step = sequence_loss(np.array([0.5, 0.25, 0.8]), np.array([1, 0, 1], kind))
        expected = np.log([2, 4 / 3, 5 / 4])
        assert np.shape(per_step) == (3,), f"per_step has shape {np.shape(per_step)}, expected (3,)"
        assert np.allclose(per_step, expected), (
            f"per_step is {per_step}, expected {expected}: the logarithms of 2, 4/3 and 5/4. "
            "At step 1 the label is 0, and the truth had the probability 3/4."
        )
        assert np.shape(total) == (), f"the total has shape {np.shape(total)}, expected one number"
        assert np.isclose(total, np.log(10 / 3)), (
            f"the total is {total}, expected ln(10/3) = 1.203973: the sum of the steps."
        )


@pytest.mark.rnn_cell_backward
def test_rnn_cell_backward_gives_the_example_worked_by_hand():
    """At a state of 0.8 the tanh lets 0.36 of the gradient through."""
    parameters = {
        "Wax": np.array([[np.log(6)]]),
        "Waa": np.array([[-2 * np.log(3)]]),
        "ba": np.array([[np.log(1.5)]]),
        "Wya": np.array([[np.log(3) / 0.8], [0.0]]),
        "by": np.array([[0.0], [np.log(2)]]),
    }
    _, _, cache = rnn_cell_forward(np.array([[1.0]]), np.array([[0.5]]), parameters)
    gradients = rnn_cell_backward(np.array([[1.0]]), cache)
    expected = {"dxt": 0.645033, "da_prev": -0.791001, "dWax": 0.36, "dWaa": 0.18, "dba": 0.36}
    for name, number in expected.items():
        got = gradients[name]
        assert np.shape(got) == (1, 1), (
            f"{name} has shape {np.shape(got)}, expected (1, 1): one column an example, and a bias "
            "is a column too"
        )
        assert np.allclose(got, number, atol=1e-6), (
            f"{name} is {got}, expected {number}. The gradient at the sum inside the tanh is 0.36."
        )


@pytest.mark.rnn_cell_backward
def test_rnn_cell_backward_sums_over_the_examples():
    """Two examples give gradients of weights and bias that are sums, in the right places."""
    parameters = {"Wax": np.zeros((2, 3)), "Waa": np.zeros((2, 2)), "Wya": np.zeros((2, 2))}
    parameters |= {"ba": np.zeros((2, 1)), "by": np.zeros((2, 1))}
    xt = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 1.0]])
    # All weights are zero, so every state is 0 and the tanh passes the gradient on unchanged.
    _, _, cache = rnn_cell_forward(xt, np.array([[1.0, 1.0], [0.0, 1.0]]), parameters)
    gradients = rnn_cell_backward(np.array([[1.0, 2.0], [10.0, 20.0]]), cache)
    cases = {
        "dWax": [[1.0, 4.0, 2.0], [10.0, 40.0, 20.0]],
        "dWaa": [[3.0, 2.0], [30.0, 20.0]],
        "dba": [[3.0], [30.0]],
    }
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is\n{got}\nexpected\n{np.array(expected)}\nLook at what is summed: every "
            "example (column) adds its share, and nothing is divided."
        )


@pytest.mark.rnn_cell_backward
def test_rnn_cell_backward_sends_the_gradient_back_through_Waa():
    """A gradient at new unit 1 reaches old unit 0 through Waa[1, 0]."""
    parameters = {"Wax": np.zeros((2, 3)), "ba": np.zeros((2, 1)), "by": np.zeros((2, 1))}
    parameters |= {"Waa": np.array([[0.0, 0.0], [5.0, 0.0]]), "Wya": np.ones((2, 2))}
    _, _, cache = rnn_cell_forward(np.zeros((3, 1)), np.zeros((2, 1)), parameters)
    da_prev = rnn_cell_backward(np.array([[0.0], [1.0]]), cache)["da_prev"]
    assert np.shape(da_prev) == (2, 1), f"da_prev has shape {np.shape(da_prev)}, expected (2, 1)"
    assert np.allclose(da_prev, [[5.0], [0.0]]), (
        f"da_prev is {np.ravel(da_prev)}, expected [5, 0]. Going back, a weight is used in the "
        "other direction: look at the transpose."
    )


@pytest.mark.rnn_backward
def test_rnn_backward_gives_the_example_worked_by_hand():
    """A gradient at the last state reaches the first step through Waa."""
    parameters = {"Wax": np.array([[np.log(3)]]), "Waa": np.array([[np.log(2) / 0.8]])}
    parameters |= {"ba": np.zeros((1, 1)), "by": np.zeros((2, 1))}
    parameters["Wya"] = np.array([[5 * np.log(2)], [0.0]])
    *_, caches = rnn_forward(np.array([[[1.0, 0.0]]]), np.zeros((1, 1)), parameters)
    gradients = rnn_backward(np.array([[[0.0, 1.0]]]), caches)
    cases = {
        "dx": [[[0.219311, 0.703112]]],
        "da0": [[0.172962]],
        "dWax": [[0.199626]],
        "dWaa": [[0.512]],
        "dba": [[0.839626]],
    }
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. Look at what step 1 hands "
            "back to step 0, at the order of the steps, and at the sums over them."
        )


@pytest.mark.rnn_backward
def test_rnn_backward_agrees_with_a_finite_difference():
    """Moving each input a little changes the loss as its gradient says."""
    rng = np.random.default_rng(1)
    n_x, n_a, n_y, m, T = 3, 5, 2, 2, 4
    shapes = {"x": (n_x, m, T), "a0": (n_a, m)}
    shapes |= {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "ba": (n_a, 1)}
    inputs = {name: rng.normal(size=shape) / 2 for name, shape in shapes.items()}
    given = {"Wya": rng.normal(size=(n_y, n_a)), "by": rng.normal(size=(n_y, 1))}
    da = rng.normal(size=(n_a, m, T))

    def run(values):
        weights = {name: values[name].copy() for name in ("Wax", "Waa", "ba")}
        return rnn_forward(values["x"].copy(), values["a0"].copy(), weights | given)

    *_, caches = run(inputs)
    gradients = rnn_backward(da.copy(), caches)
    for name, array in inputs.items():
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


@pytest.mark.many_to_one
def test_many_to_one_gives_the_example_worked_by_hand():
    """The answer is given after the second step, from memory."""
    parameters = {"Wax": np.array([[np.log(3)]]), "Waa": np.array([[np.log(2) / 0.8]])}
    parameters |= {"ba": np.zeros((1, 1)), "by": np.zeros((2, 1))}
    parameters["Wya"] = np.array([[5 * np.log(2)], [0.0]])
    y = many_to_one(np.array([[[1.0, 0.0]]]), np.zeros((1, 1)), parameters)
    assert np.shape(y) == (2, 1), f"y has shape {np.shape(y)}, expected (2, 1): no time axis"
    assert np.allclose(y, [[8 / 9], [1 / 9]]), (
        f"y is {np.ravel(y)}, expected [8/9, 1/9]. 16/17 is the first step's prediction; the "
        "answer is that of the last one."
    )


@pytest.mark.one_to_many
def test_one_to_many_gives_the_example_worked_by_hand():
    """The second step reads the first one's prediction."""
    parameters = {"Wax": np.array([[np.log(3), -np.log(3)]]), "Waa": np.zeros((1, 1))}
    parameters |= {"ba": np.zeros((1, 1)), "Wya": np.array([[np.log(3) / 0.3], [0.0]])}
    parameters["by"] = np.array([[-5 / 3 * np.log(3)], [0.0]])
    y = one_to_many(np.array([[1.0], [0.0]]), np.zeros((1, 1)), parameters, 2)
    assert np.shape(y) == (2, 1, 2), f"y has shape {np.shape(y)}, expected (2, 1, 2)"
    assert np.allclose(y, [[[0.75, 0.5]], [[0.25, 0.5]]]), (
        f"the probabilities of the first note are {y[0, 0]}, expected [0.75, 0.5]. If both are "
        "0.75, the second step has read x0 again, or the likeliest note, in place of the first "
        "prediction as it is."
    )


@pytest.mark.one_to_many
def test_one_to_many_carries_the_state():
    """A network that does not look at its input counts its steps by its state."""
    parameters = {"Wax": np.zeros((1, 2)), "Waa": np.array([[np.log(2) / 0.8]])}
    parameters |= {"ba": np.zeros((1, 1)), "by": np.zeros((2, 1))}
    parameters["Wya"] = np.array([[5 * np.log(2)], [0.0]])
    a0 = np.array([[0.8 * np.log(3) / np.log(2)]])
    y = one_to_many(np.zeros((2, 1)), a0, parameters, 2)
    assert np.shape(y) == (2, 1, 2), f"y has shape {np.shape(y)}, expected (2, 1, 2)"
    assert np.allclose(y[0, 0], [16 / 17, 8 / 9]), (
        f"the probabilities of class 0 are {y[0, 0]}, expected [16/17, 8/9]: the first step starts "
        "from a0, and the second from the state 0.8 of the first."
    )


@pytest.mark.encode_decode
def test_encode_decode_gives_the_example_worked_by_hand():
    """The decoder starts from 0.6 and reads nothing, then (3/4, 1/4)."""
    encoder = {"Wax": np.array([[np.log(3)]]), "Waa": np.array([[np.log(2) / 0.8]])}
    encoder |= {"ba": np.zeros((1, 1)), "by": np.zeros((3, 1)), "Wya": np.ones((3, 1))}
    decoder = {"Waa": np.array([[np.log(3) / 0.6]]), "ba": np.zeros((1, 1))}
    decoder["Wax"] = np.array([[-10 / 9 * np.log(3), 0.0]])
    decoder["Wya"] = np.array([[np.log(3) / 0.3], [0.0]])
    decoder["by"] = np.array([[-5 / 3 * np.log(3)], [0.0]])
    y = encode_decode(np.array([[[1.0, 0.0]]]), np.zeros((1, 1)), encoder, decoder, 2)
    assert np.shape(y) == (2, 1, 2), f"y has shape {np.shape(y)}, expected (2, 1, 2)"
    assert np.allclose(y, [[[0.75, 0.5]], [[0.25, 0.5]]]), (
        f"the probabilities of class 0 are {y[0, 0]}, expected [0.75, 0.5]. If the first one "
        "is wrong, look at the state and the input that the decoder starts from; if only the second "
        "one is, at what it reads then."
    )
