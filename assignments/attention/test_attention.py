"""The visible tests of attention: run `pytest` in this folder.

One task alone: `pytest -m attention_weights`.
"""

import numpy as np
import pytest

from attention import attend, attention_weights, caption_forward, caption_step


@pytest.mark.attention_weights
def test_attention_weights_gives_the_example_worked_by_hand():
    """The powers of the scores are 2, 1, 1/2 and 1/2, so the weights are 1/2, 1/4, 1/8, 1/8."""
    features = np.array([[[0.0], [1.0]], [[2.0], [2.0]]])
    parameters = {
        "Wf": np.array([[-np.log(2)]]),
        "Ws": np.array([[np.log(4)]]),
        "bs": np.array([-np.log(2)]),
        "v": np.array([5 / 3 * np.log(2)]),
    }
    weights = attention_weights(features, np.array([1.0]), parameters)
    assert np.shape(weights) == (2, 2), f"weights has shape {np.shape(weights)}, expected (2, 2)"
    expected = np.array([[1 / 2, 1 / 4], [1 / 8, 1 / 8]])
    assert np.allclose(weights, expected), (
        f"weights is\n{weights}\nexpected\n{expected}\nIf rows or columns sum to 1, the softmax "
        "does not run over all places together; if nothing does, it is missing."
    )


@pytest.mark.attention_weights
def test_attention_weights_adds_up_the_units():
    """Each unit has its own row of Wf and Ws, its own bias, and its own entry of v."""
    features = np.array([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]])  # a grid of 1 x 3
    parameters = {
        "Wf": np.array([[np.log(2), 0.0, 0.0], [0.0, np.log(3), 0.0]]),
        "Ws": np.array([[0.0, 1.0], [1.0, 0.0]]),
        "bs": np.array([-2.0, -1.0]),  # takes away what the state adds
        "v": np.array([5 / 3 * np.log(2), 5 / 4 * np.log(5)]),
    }
    weights = attention_weights(features, np.array([1.0, 2.0]), parameters)
    assert np.shape(weights) == (1, 3), f"weights has shape {np.shape(weights)}, expected (1, 3)"
    expected = np.array([[2, 5, 1]]) / 8
    assert np.allclose(weights, expected), (
        f"weights is {weights}, expected {expected}: unit 0 sees channel 0 with tanh(ln 2), unit 1 "
        "sees channel 1 with tanh(ln 3), and nothing is seen at the third place."
    )


@pytest.mark.attention_weights
def test_attention_weights_is_even_where_all_places_look_the_same():
    """Twelve equal places get a twelfth each."""
    rng = np.random.default_rng(1)
    parameters = {
        "Wf": rng.normal(size=(3, 2)),
        "Ws": rng.normal(size=(3, 5)),
        "bs": rng.normal(size=3),
        "v": rng.normal(size=3),
    }
    features = np.zeros((4, 3, 2)) + rng.normal(size=2)
    weights = attention_weights(features, rng.normal(size=5), parameters)
    assert np.shape(weights) == (4, 3), f"weights has shape {np.shape(weights)}, expected (4, 3)"
    assert np.allclose(weights, 1 / 12), (
        f"weights is\n{weights}\nexpected 1/12 everywhere: no place differs from another, and all "
        "weights together sum to 1."
    )


@pytest.mark.attention_weights
def test_attention_weights_is_finite_for_large_scores():
    """Scores of 1000, 0 and -1000, and then all of them a thousand lower."""
    parameters = {"Wf": np.array([[1.0]]), "Ws": np.array([[1.0]]), "bs": np.array([0.0])}
    parameters["v"] = np.array([1000.0])
    features = np.array([[[50.0], [0.0]], [[-50.0], [50.0]]])
    for h, low in ((0.0, 0.0), (-200.0, 0.25)):
        with np.errstate(all="ignore"):
            weights = attention_weights(features, np.array([h]), parameters)
        expected = np.array([[0.25, 0.25], [0.25, 0.25]]) if low else [[0.5, 0.0], [0.0, 0.5]]
        assert np.all(np.isfinite(weights)), (
            f"weights is\n{weights}\nexpected\n{np.array(expected)}\nThe softmax stays the same "
            "when the largest of all scores is taken off each of them first."
        )
        assert np.allclose(weights, expected), (
            f"weights is\n{weights}\nexpected\n{np.array(expected)}\nthe places with the largest "
            "score share it."
        )


@pytest.mark.attend
def test_attend_gives_the_example_worked_by_hand():
    """Half of (0, 8), a quarter of (1, 0), an eighth of (2, 0) and of (2, 16)."""
    features = np.array([[[0.0, 8.0], [1.0, 0.0]], [[2.0, 0.0], [2.0, 16.0]]])
    z = attend(features, np.array([[1 / 2, 1 / 4], [1 / 8, 1 / 8]]))
    assert np.shape(z) == (2,), (
        f"z has shape {np.shape(z)}, expected (2,): one number a channel, summed over all places"
    )
    assert np.allclose(z, [0.75, 6.0]), (
        f"z is {z}, expected [0.75, 6]: the sum over all places, one weight for both channels of a "
        "place. A quarter of it is the mean, which divides once too often."
    )


@pytest.mark.attend
def test_attend_sees_one_place_alone_where_all_the_weight_is():
    """With the weight 1 on row 0, column 2, what is seen is features[0, 2]."""
    features = np.arange(24.0).reshape(2, 3, 4)
    weights = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
    z = attend(features, weights)
    assert np.shape(z) == (4,), f"z has shape {np.shape(z)}, expected (4,): one number a channel"
    assert np.allclose(z, features[0, 2]), (
        f"z is {z}, expected {features[0, 2]}, the vector of row 0, column 2."
    )


@pytest.mark.caption_step
def test_caption_step_gives_the_example_worked_by_hand():
    """The three inputs and the bias add up to -ln 2, so the state is -0.6."""
    parameters = {
        "Wf": np.array([[-np.log(2)]]),
        "Ws": np.array([[np.log(4)]]),
        "bs": np.array([-np.log(2)]),
        "v": np.array([5 / 3 * np.log(2)]),
        "Wz": np.array([[4 / 3 * np.log(2)]]),
        "Wy": np.array([[-np.log(3), np.log(2)]]),
        "Wh": np.array([[np.log(3)]]),
        "b": np.array([-np.log(4)]),
        "Wd": np.array([[-5 / 3 * np.log(3)], [0.0]]),
        "bd": np.array([0.0, np.log(2)]),
    }
    features = np.array([[[0.0], [1.0]], [[2.0], [2.0]]])
    weights = np.array([[1 / 2, 1 / 4], [1 / 8, 1 / 8]])
    y_prev, h_prev = np.array([1.0, 0.0]), np.array([1.0])
    h, d, next_weights = caption_step(features, y_prev, h_prev, weights, parameters)
    cases = {
        "h": (h, [-0.6], "tanh of ln 2 (seen), -ln 3 (word before), ln 3 (past) and -ln 4 (bias)"),
        "d": (d, [0.6, 0.4], "the softmax of ln 3 and ln 2"),
        "next_weights": (
            next_weights,
            [[0.267425, 0.247494], [0.242540, 0.242540]],
            "where the new state, -0.6, looks; the old one gives 1/2, 1/4, 1/8, 1/8",
        ),
    }
    for name, (got, expected, meaning) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-5), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}: {meaning}."
        )


@pytest.mark.caption_step
def test_caption_step_looks_with_the_weights_that_it_is_given():
    """What is seen comes from the given weights, even where the state would look elsewhere."""
    features = np.array([[[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]])  # a grid of 1 x 3, two channels
    parameters = {
        "Wf": np.array([[20.0, 0.0]]),
        "Ws": np.zeros((1, 2)),
        "bs": np.zeros(1),
        "v": np.array([50.0]),  # every state looks at the first place
        "Wz": np.log([[2.0, 1.0], [1.0, 3.0]]),
        "Wy": np.zeros((2, 1)),
        "Wh": np.zeros((2, 2)),
        "b": np.zeros(2),
        "Wd": np.zeros((1, 2)),
        "bd": np.zeros(1),
    }
    weights = np.array([[0.0, 1.0, 0.0]])
    h, _, next_weights = caption_step(features, np.ones(1), np.zeros(2), weights, parameters)
    assert np.shape(h) == (2,), f"h has shape {np.shape(h)}, expected (2,)"
    assert np.allclose(h, [0.0, 0.8]), (
        f"h is {h}, expected [0, 0.8]: the weight lies on the second place, whose vector is (0, 1)."
    )
    assert np.allclose(next_weights, [[1.0, 0.0, 0.0]]), (
        f"next_weights is {next_weights}, expected [[1, 0, 0]]: where the new state looks."
    )


@pytest.mark.caption_step
def test_caption_step_reads_the_word_the_past_and_the_biases():
    """An image of zeros and four words; each unit and each word has its own row."""
    parameters = {
        "Wf": np.ones((1, 1)),
        "Ws": np.ones((1, 2)),
        "bs": np.zeros(1),
        "v": np.ones(1),
        "Wz": np.ones((2, 1)),
        "Wy": np.log([[1.0, 1.0, 6.0, 1.0], [1.0, 1.0, 1.0, 1.0]]),
        "Wh": np.log([[1.0, 1.0], [9.0, 1.0]]),
        "b": -np.log([2.0, 1.0]),
        "Wd": np.zeros((4, 2)),
        "bd": np.log([4.0, 2.0, 1.0, 1.0]),
    }
    y_prev, h_prev = np.array([0.0, 0.0, 1.0, 0.0]), np.array([0.5, 7.0])
    features, weights = np.zeros((2, 1, 1)), np.array([[0.5], [0.5]])
    h, d, _ = caption_step(features, y_prev, h_prev, weights, parameters)
    assert np.shape(h) == (2,), f"h has shape {np.shape(h)}, expected (2,)"
    assert np.allclose(h, [0.8, 0.8]), (
        f"h is {h}, expected [0.8, 0.8]: unit 0 reads word 2 and its bias, unit 1 half of ln 9 "
        "from unit 0's past."
    )
    assert np.shape(d) == (4,), f"d has shape {np.shape(d)}, expected (4,)"
    assert np.allclose(d, [1 / 2, 1 / 4, 1 / 8, 1 / 8]), (
        f"d is {d}, expected [1/2, 1/4, 1/8, 1/8]: with Wd zero the bias alone chooses."
    )


@pytest.mark.caption_forward
def test_caption_forward_gives_the_example_worked_by_hand():
    """Step 0 looks with the weights that come from h0, step 1 with those of the state -0.6."""
    parameters = {
        "Wf": np.array([[-np.log(2)]]),
        "Ws": np.array([[np.log(4)]]),
        "bs": np.array([-np.log(2)]),
        "v": np.array([5 / 3 * np.log(2)]),
        "Wz": np.array([[4 / 3 * np.log(2)]]),
        "Wy": np.array([[-np.log(3), np.log(2)]]),
        "Wh": np.array([[np.log(3)]]),
        "b": np.array([-np.log(4)]),
        "Wd": np.array([[-5 / 3 * np.log(3)], [0.0]]),
        "bd": np.array([0.0, np.log(2)]),
    }
    features = np.array([[[0.0], [1.0]], [[2.0], [2.0]]])
    d, weights = caption_forward(features, np.eye(2), np.array([1.0]), parameters)
    cases = {
        "weights": (
            weights,
            [[[0.5, 0.25], [0.125, 0.125]], [[0.267425, 0.247494], [0.242540, 0.242540]]],
            "weights[0] comes from h0, weights[1] from the state after step 0",
        ),
        "d": (d, [[0.6, 0.4], [0.429334, 0.570666]], "each step reads its own word and weights"),
    }
    for name, (got, expected, meaning) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-5), (
            f"{name} is\n{got}\nexpected\n{np.array(expected)}\n{meaning}."
        )


@pytest.mark.caption_forward
def test_caption_forward_is_one_step_after_the_other():
    """For other sizes, the same as your own caption_step, step by step."""
    rng = np.random.default_rng(1)
    R, C, K, A, H, V, T = 2, 3, 4, 5, 6, 7, 3
    shapes = {
        "Wf": (A, K),
        "Ws": (A, H),
        "bs": (A,),
        "v": (A,),
        "Wz": (H, K),
        "Wy": (H, V),
        "Wh": (H, H),
        "b": (H,),
        "Wd": (V, H),
        "bd": (V,),
    }
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    features, h = rng.normal(size=(R, C, K)), rng.normal(size=H)
    y = np.eye(V)[[0, 3, 5]]
    d, weights = caption_forward(features.copy(), y.copy(), h.copy(), parameters)
    assert np.shape(d) == (T, V), f"d has shape {np.shape(d)}, expected {(T, V)}"
    assert np.shape(weights) == (T, R, C), (
        f"weights has shape {np.shape(weights)}, expected {(T, R, C)}"
    )
    here = attention_weights(features, h, parameters)
    for t in range(T):
        assert np.allclose(weights[t], here), (
            f"weights[{t}] is\n{weights[t]}\nexpected\n{here}\nwhich comes from the state before "
            f"step {t}."
        )
        h, expected, here = caption_step(features, y[t], h, here, parameters)
        assert np.allclose(d[t], expected), (
            f"d[{t}] is\n{d[t]}\nexpected\n{expected}\nIt reads y[{t}], the state before it and "
            f"weights[{t}]."
        )
