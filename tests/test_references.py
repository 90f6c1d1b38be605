"""The references of the course agree with an independent derivation, to 1e-12."""

import numpy as np
import pytest
import scalar

from graders.exercises import Numbers, assignment
from solutions import (
    attention,
    binary_adder,
    char_rnn,
    character_model,
    deep_bidirectional,
    gru,
    lstm,
    sequence_model,
    stability,
    vanilla_rnn,
)

SEEDS = range(40)
# Sizes at which axes get mixed up without an error: ones, equals, and all different.
RNN_SIZES = [
    (2, 3, 4, 5),
    (1, 1, 1, 1),
    (1, 4, 3, 2),
    (3, 1, 2, 4),
    (4, 3, 2, 4),
    (2, 2, 2, 2),
    (3, 5, 1, 1),
    (1, 7, 2, 3),
]
LSTM_SIZES = [(2, 3, 4, 5, 3), (1, 1, 1, 1, 1), (4, 1, 3, 2, 2), (1, 4, 1, 6, 3), (3, 3, 3, 3, 3), (2, 1, 2, 8, 1)]
PREDICTOR_SIZES = [(2, 3, 4, 5, 3), (1, 1, 1, 1, 1), (4, 1, 3, 2, 2), (1, 4, 1, 6, 3), (3, 3, 3, 3, 3), (2, 2, 2, 1, 4)]
LSTM_SHARED = [name + gate for gate in "fico" for name in "Wb"]
GRU_SHARED = [name + gate for gate in "urc" for name in "Wb"]
CHARACTER_SIZES = [(4, 3, 5), (1, 2, 1), (3, 2, 2), (6, 5, 3), (9, 4, 1)]
WEIGHTS = ("Wax", "Waa", "Wya", "b", "by")
ADDER_SIZES = [(8, 4), (1, 1), (1, 3), (3, 1), (11, 2), (5, 5), (2, 6)]


def error(got, expected, upstream=1.0):
    """Return |a - b| / max(|a| + |b|, 1e-6 |upstream|); the shapes must be equal."""
    got, expected = np.asarray(got), np.asarray(expected)
    assert expected.shape == got.shape
    scale = np.linalg.norm(got) + np.linalg.norm(expected)
    return np.linalg.norm(got - expected) / max(scale, 1e-6 * np.linalg.norm(upstream))


def rnn_problem(seed, sizes):
    N, T, D, H = sizes
    rng = np.random.default_rng([seed, *sizes])
    inputs = [
        rng.normal(size=(N, T, D)),
        rng.uniform(-0.9, 0.9, size=(N, H)),
        rng.normal(size=(D, H)) / np.sqrt(D),
        rng.normal(size=(H, H)) / np.sqrt(H),
        rng.normal(size=H),
    ]
    return inputs, rng.normal(size=(N, T, H))


def lstm_problem(seed, sizes):
    n_x, n_a, m, T, n_y = sizes
    rng = np.random.default_rng([seed, *sizes])
    shapes = {name: (n_a, n_a + n_x if name[0] == "W" else 1) for name in LSTM_SHARED} | {
        "Wy": (n_y, n_a),
        "by": (n_y, 1),
    }
    parameters = {name: rng.normal(size=shape) / np.sqrt(shape[1]) for name, shape in shapes.items()}
    return rng.normal(size=(n_x, m, T)), rng.normal(size=(2, n_a, m)), parameters, rng.normal(size=(2, n_a, m, T))


def gru_problem(seed, sizes):
    n_x, n_a, m, T, n_y = sizes
    rng = np.random.default_rng([seed, *sizes])
    shapes = {name: (n_a, n_a + n_x if name[0] == "W" else 1) for name in GRU_SHARED} | {
        "Wy": (n_y, n_a),
        "by": (n_y, 1),
    }
    parameters = {name: rng.normal(size=shape) / np.sqrt(shape[1]) for name, shape in shapes.items()}
    return rng.normal(size=(n_x, m, T)), rng.normal(size=(n_a, m)), parameters, rng.normal(size=(n_a, m))


def predictor_problem(seed, sizes):
    n_x, n_a, m, T, n_y = sizes
    rng = np.random.default_rng([seed, *sizes])
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a), "ba": (n_a, 1), "by": (n_y, 1)}
    parameters = {name: rng.normal(size=shape) / np.sqrt(shape[1]) for name, shape in shapes.items()}
    return rng.normal(size=(n_x, m, T)), rng.normal(size=(n_a, m)), parameters, rng.normal(size=(n_a, m, T))


def adder_problem(seed, sizes):
    B, H = sizes
    rng = np.random.default_rng([seed, *sizes])
    shapes = {"w_i": (H, 2), "w_h": (H, H), "w_o": (1, H)}
    parameters = {name: rng.uniform(-2, 2, size=shape) for name, shape in shapes.items()}
    total = int(rng.integers(2**B))
    a = int(rng.integers(total + 1))
    return parameters, a, total - a


def character_problem(seed, sizes):
    T, V, H = sizes
    rng = np.random.default_rng([seed, *sizes])
    shapes = {"Wax": (H, V), "Waa": (H, H), "Wya": (V, H), "b": (H, 1), "by": (V, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    Y = rng.integers(V, size=T).tolist()
    return [None, *Y[:-1]], Y, rng.uniform(-0.9, 0.9, size=(H, 1)), parameters


def nested(arrays):
    return [array.tolist() for array in arrays]


@pytest.mark.parametrize("sizes", RNN_SIZES, ids=str)
def test_rnn_states_agree_with_the_formula(sizes):
    for seed in SEEDS:
        inputs, _ = rnn_problem(seed, sizes)
        h, _ = vanilla_rnn.rnn_forward(*inputs)
        expected = np.real(scalar.rnn_states(*nested(inputs)))
        assert error(h, expected) < 1e-12


@pytest.mark.parametrize("sizes", RNN_SIZES, ids=str)
def test_rnn_gradients_agree_with_the_complex_step(sizes):
    for seed in SEEDS:
        inputs, dh = rnn_problem(seed, sizes)
        _, cache = vanilla_rnn.rnn_forward(*inputs)
        got = vanilla_rnn.rnn_backward(dh, cache)
        expected = scalar.gradients(lambda *arguments, dh=dh: scalar.rnn_loss(dh.tolist(), *arguments), *nested(inputs))
        for name, one, other in zip(("x", "h0", "Wx", "Wh", "b"), got, expected, strict=True):
            assert error(one, other, dh) < 1e-12, f"d{name}, seed {seed}"


@pytest.mark.parametrize("sizes", [size for size in RNN_SIZES if size[1] == 1] + [(4, 1, 4, 4)])
def test_rnn_step_agrees_with_a_sequence_of_one(sizes):
    for seed in SEEDS:
        (x, *others), dh = rnn_problem(seed, sizes)
        next_h, cache = vanilla_rnn.rnn_step_forward(x[:, 0], *others)
        expected = np.real(scalar.rnn_states(x.tolist(), *nested(others)))[:, 0]
        assert error(next_h, expected) < 1e-12
        got = vanilla_rnn.rnn_step_backward(dh[:, 0], cache)
        dx, *rest = scalar.gradients(
            lambda *arguments, dh=dh: scalar.rnn_loss(dh.tolist(), *arguments),
            *nested([x, *others]),
        )
        for one, other in zip(got, [np.array(dx)[:, 0], *rest], strict=True):
            assert error(one, other, dh) < 1e-12, f"seed {seed}"


@pytest.mark.parametrize("sizes", PREDICTOR_SIZES, ids=str)
def test_states_and_predictions_of_a_sequence_agree_with_the_formula(sizes):
    for seed in SEEDS[::4]:
        x, a0, parameters, _ = predictor_problem(seed, sizes)
        a, y_pred, _ = sequence_model.rnn_forward(x, a0, parameters)
        expected = scalar.predictor_states(*nested([x, a0, *parameters.values()]))
        for one, other in zip((a, y_pred), expected, strict=True):
            assert error(one, np.real(other)) < 1e-12
        answer = sequence_model.many_to_one(x, a0, parameters)
        assert error(answer, np.real(expected[1])[:, :, -1]) < 1e-12


@pytest.mark.parametrize("sizes", PREDICTOR_SIZES, ids=str)
def test_gradients_of_a_sequence_that_predicts_agree_with_the_complex_step(sizes):
    for seed in SEEDS[:4]:
        x, a0, parameters, da = predictor_problem(seed, sizes)
        arguments = nested([x, a0, *parameters.values()])
        got = sequence_model.rnn_backward(da, sequence_model.rnn_forward(x, a0, parameters)[2])
        expected = scalar.gradients(lambda *given, da=da: scalar.predictor_loss(da.tolist(), *given), *arguments)
        expected = dict(zip(("dx", "da0", *("d" + name for name in parameters)), expected, strict=True))
        assert set(got) == {"dx", "da0", "dWax", "dWaa", "dba"}
        for name, gradient in got.items():
            assert error(gradient, expected[name], da) < 1e-12, f"{name}, seed {seed}"
        assert not np.any(expected["dWya"]) and not np.any(expected["dby"])

        *_, cache = sequence_model.rnn_cell_forward(x[:, :, 0], a0, parameters)
        step = sequence_model.rnn_cell_backward(da[:, :, 0], cache)
        first = scalar.gradients(
            lambda *given, da=da: scalar.predictor_loss(da[:, :, :1].tolist(), *given),
            *nested([x[:, :, :1], a0, *parameters.values()]),
        )
        names = {"dxt": 0, "da_prev": 1, "dWax": 2, "dWaa": 3, "dba": 5}
        assert set(step) == set(names)
        for name, place in names.items():
            other = np.array(first[place])
            assert error(step[name], other[:, :, 0] if name == "dxt" else other, da[:, :, 0]) < 1e-12, name


@pytest.mark.parametrize("sizes", PREDICTOR_SIZES, ids=str)
def test_what_is_played_and_translated_agrees_with_the_formula(sizes):
    n_x, n_a, m, T, n_y = sizes
    for seed in SEEDS[::8]:
        x, a0, encoder, _ = predictor_problem(seed, sizes)
        _, _, decoder, _ = predictor_problem(seed, (n_y, n_a, m, T, n_y))
        x0 = np.random.default_rng(seed).normal(size=(n_y, m))
        weights = nested(decoder.values())
        melody = sequence_model.one_to_many(x0, a0, decoder, T + 1)
        expected = [scalar.played(x0[:, e].tolist(), a0[:, e].tolist(), T + 1, *weights) for e in range(m)]
        assert error(melody, np.real(expected).transpose(2, 0, 1)) < 1e-12

        states, _ = scalar.predictor_states(*nested([x, a0, *encoder.values()]))
        last = [[row[e][-1] for row in states] for e in range(m)]
        got = sequence_model.encode_decode(x, a0, encoder, decoder, T + 2)
        expected = [scalar.played([0] * n_y, last[e], T + 2, *weights) for e in range(m)]
        assert error(got, np.real(expected).transpose(2, 0, 1)) < 1e-12


def test_words_become_numbers_and_columns():
    assert sequence_model.build_vocabulary([]) == {"<UNK>": 0}
    vocabulary = sequence_model.build_vocabulary([["b", "B", "été", "<UNK>"], [], ["b", "2", "e"]])
    assert list(vocabulary) == ["<UNK>", "2", "B", "b", "e", "été"]
    assert list(vocabulary.values()) == list(range(6)) and {type(index) for index in vocabulary.values()} == {int}
    words = ["B", "<UNK>", "c", "b", "2"]
    x = sequence_model.one_hot(words, vocabulary)
    assert x.shape == (6, 5) and x.argmax(axis=0).tolist() == [2, 0, 0, 3, 1] and np.all(x.sum(axis=0) == 1)
    assert sequence_model.one_hot([], vocabulary).shape == (6, 0)


@pytest.mark.parametrize("kind", [int, float])
def test_the_loss_of_a_step_is_the_surprise_at_the_truth(kind):
    rng = np.random.default_rng(0)
    y_hat, y = rng.uniform(0.01, 0.99, size=20), rng.integers(0, 2, size=20).astype(kind)
    total, per_step = sequence_model.sequence_loss(y_hat, y)
    expected = [-np.log(p if label == 1 else 1 - p) for p, label in zip(y_hat, y, strict=True)]
    assert error(per_step, expected) < 1e-12 and error(total, sum(expected)) < 1e-12


@pytest.mark.parametrize("sizes", LSTM_SIZES, ids=str)
def test_lstm_states_and_predictions_agree_with_the_formula(sizes):
    for seed in SEEDS[::4]:
        x, (a0, _), parameters, _ = lstm_problem(seed, sizes)
        *got, _ = lstm.lstm_forward(x, a0, parameters)
        for one, other in zip(got, scalar.lstm_states(*nested([x, a0, *parameters.values()])), strict=True):
            assert error(one, np.real(other)) < 1e-12


@pytest.mark.parametrize("sizes", LSTM_SIZES, ids=str)
def test_lstm_gradients_agree_with_the_complex_step(sizes):
    for seed in SEEDS[:3]:
        x, (a0, _), parameters, (da, _) = lstm_problem(seed, sizes)
        got = lstm.lstm_backward(da, lstm.lstm_forward(x, a0, parameters)[3])
        expected = scalar.gradients(
            lambda *arguments, da=da: scalar.lstm_loss(da.tolist(), *arguments),
            *nested([x, a0, *parameters.values()]),
        )
        assert list(got) == ["dx", "da0", *("d" + name for name in LSTM_SHARED)]
        for name, other in zip(got, expected[:-2], strict=True):
            assert error(got[name], other, da) < 1e-12, f"{name}, seed {seed}"
        assert not np.any(expected[-2]) and not np.any(expected[-1])


@pytest.mark.parametrize("sizes", LSTM_SIZES, ids=str)
def test_lstm_step_agrees_with_the_complex_step(sizes):
    for seed in SEEDS[::4]:
        x, (a_prev, c_prev), parameters, upstream = lstm_problem(seed, sizes)
        xt, (da, dc) = x[:, :, 0], upstream[..., 0]
        *_, cache = lstm.lstm_cell_forward(xt, a_prev, c_prev, parameters)
        got = lstm.lstm_cell_backward(da, dc, cache)
        expected = scalar.gradients(
            lambda *arguments, da=da, dc=dc: scalar.lstm_step_loss(da.tolist(), dc.tolist(), *arguments),
            *nested([xt, a_prev, c_prev, *parameters.values()]),
        )
        assert list(got) == ["dxt", "da_prev", "dc_prev", *("d" + name for name in LSTM_SHARED)]
        for name, other in zip(got, expected[:-2], strict=True):
            assert error(got[name], other, upstream[..., 0]) < 1e-12, f"{name}, seed {seed}"


@pytest.mark.parametrize("sizes", LSTM_SIZES, ids=str)
def test_gru_memories_and_predictions_agree_with_the_formula(sizes):
    for seed in SEEDS[::4]:
        x, c0, parameters, _ = gru_problem(seed, sizes)
        *got, _ = gru.gru_forward(x, c0, parameters)
        for one, other in zip(got, scalar.gru_states(*nested([x, c0, *parameters.values()])), strict=True):
            assert error(one, np.real(other)) < 1e-12


@pytest.mark.parametrize("sizes", LSTM_SIZES, ids=str)
def test_simple_gru_step_agrees_with_the_formula(sizes):
    for seed in SEEDS[::4]:
        x, c_prev, parameters, _ = gru_problem(seed, sizes)
        *got, _ = gru.simple_gru_cell_forward(x[:, :, 0], c_prev, parameters)
        columns = zip(x[:, :, 0].T.tolist(), c_prev.T.tolist(), strict=True)
        weights = nested(parameters.values())
        expected = zip(*(scalar.gru_step(*column, weights, with_reset=False) for column in columns), strict=True)
        for one, other in zip(got, expected, strict=True):
            assert error(one, np.real(other).T) < 1e-12


@pytest.mark.parametrize("sizes", LSTM_SIZES, ids=str)
def test_gru_step_agrees_with_the_complex_step(sizes):
    for seed in SEEDS[::4]:
        x, c_prev, parameters, dc = gru_problem(seed, sizes)
        xt = x[:, :, 0]
        *_, cache = gru.gru_cell_forward(xt, c_prev, parameters)
        got = gru.gru_cell_backward(dc, cache)
        expected = scalar.gradients(
            lambda *arguments, dc=dc: scalar.gru_step_loss(dc.tolist(), *arguments),
            *nested([xt, c_prev, *parameters.values()]),
        )
        assert list(got) == ["dxt", "dc_prev", *("d" + name for name in GRU_SHARED)]
        for name, other in zip(got, expected[:-2], strict=True):
            assert error(got[name], other, dc) < 1e-12, f"{name}, seed {seed}"
        assert not np.any(expected[-2]) and not np.any(expected[-1])


@pytest.mark.parametrize("sizes", ADDER_SIZES, ids=str)
def test_adder_probabilities_agree_with_the_formula(sizes):
    B, _ = sizes
    for seed in SEEDS:
        parameters, a, b = adder_problem(seed, sizes)
        got, _ = binary_adder.adder_forward(binary_adder.int_to_bits(a, B), binary_adder.int_to_bits(b, B), parameters)
        expected = scalar.adder_probabilities(a, b, B, *nested(parameters.values()))
        assert error(got, np.real(expected)) < 1e-12
        read = "".join("1" if p.real > 0.5 else "0" for p in expected)
        assert binary_adder.add(a, b, parameters, B) == int(read, 2)


@pytest.mark.parametrize("sizes", ADDER_SIZES, ids=str)
def test_adder_gradients_agree_with_the_complex_step(sizes):
    B, _ = sizes
    for seed in SEEDS:
        parameters, a, b = adder_problem(seed, sizes)
        _, cache = binary_adder.adder_forward(
            binary_adder.int_to_bits(a, B), binary_adder.int_to_bits(b, B), parameters
        )
        got = binary_adder.adder_backward(binary_adder.int_to_bits(a + b, B), cache)
        expected = scalar.gradients(
            lambda *weights, a=a, b=b: scalar.adder_loss(a, b, a + b, B, *weights),
            *nested(parameters.values()),
        )
        assert list(got) == list(parameters)
        for name, other in zip(parameters, expected, strict=True):
            assert error(got[name], other) < 1e-12, f"{name}, seed {seed}"


@pytest.mark.parametrize("binary_dim", [4, 9])
def test_adder_training_agrees_with_the_formula(binary_dim):
    for seed in range(5):
        parameters, a, b = adder_problem(seed, (binary_dim, 3))
        pairs = [(a, b), (b, a), (0, 0), (a, 0), (1, 2)]
        before = {name: array.copy() for name, array in parameters.items()}
        trained, errors = binary_adder.train_adder(parameters, pairs, 0.7, binary_dim)
        weights, expected = scalar.adder_training(pairs, 0.7, binary_dim, *nested(parameters.values()))
        assert errors == expected
        for name, other in zip(parameters, weights, strict=True):
            assert error(trained[name], other) < 1e-12
            assert np.array_equal(parameters[name], before[name])


@pytest.mark.parametrize("binary_dim", [1, 3, 8, 9, 16, 64, 70])
def test_bits_are_the_digits_that_python_writes(binary_dim):
    for n in {0, 1, 2**binary_dim - 1, 2 ** (binary_dim - 1), (2**binary_dim) // 3}:
        bits = binary_adder.int_to_bits(n, binary_dim)
        assert bits.dtype == np.uint8
        assert "".join(map(str, bits)) == f"{n:0{binary_dim}b}"


@pytest.mark.parametrize("sizes", CHARACTER_SIZES, ids=str)
def test_a_step_of_the_character_model_agrees_with_the_complex_step(sizes):
    for seed in SEEDS[:20]:
        X, Y, a_prev, parameters = character_problem(seed, sizes)
        weights, before = nested(parameters.values()), a_prev.copy()
        loss, gradients, a_last = character_model.optimize(X, Y, a_prev, parameters, 0.3)
        assert error(loss, np.real(scalar.char_loss(X, Y, before.tolist(), *weights))) < 1e-12
        state = before[:, 0]
        for read in X:
            state, _ = scalar.char_step(read, state, *weights)
        assert error(a_last, np.real(state)[:, None]) < 1e-12
        expected = scalar.gradients(lambda *w, X=X, Y=Y, a=before: scalar.char_loss(X, Y, a.tolist(), *w), *weights)
        for name, old, other in zip(WEIGHTS, weights, expected, strict=True):
            clipped = np.minimum(np.maximum(np.array(other), -5), 5)
            assert error(gradients[f"d{name}"], clipped) < 1e-12, f"d{name}, seed {seed}"
            assert error(parameters[name], np.array(old) - 0.3 * clipped) < 1e-12, f"{name}, seed {seed}"
        assert np.array_equal(a_prev, before)


@pytest.mark.parametrize("sizes", CHARACTER_SIZES, ids=str)
def test_sampled_names_agree_with_the_formula(sizes):
    for seed in SEEDS:
        *_, parameters = character_problem(seed, sizes)
        parameters["by"] *= 3
        drawn = [np.random.RandomState(seed + 2 * k).random_sample() for k in range(50)]
        for newline in range(sizes[1]):
            expected = scalar.char_sample(drawn, newline, *nested(parameters.values()))
            assert character_model.sample(parameters, {"\n": newline}, seed) == expected


def test_the_character_model_takes_a_step_a_name_and_carries_the_state(capsys):
    names, char_to_ix = ["ab", "b", "aab"], {"a": 0, "\n": 1, "b": 2}
    ix_to_char = {index: character for character, index in char_to_ix.items()}
    got, got_loss = character_model.model(names, ix_to_char, char_to_ix, 5, 4, 2, 3)
    assert capsys.readouterr().out.count("\n") >= 3  # the loss and two names
    random = np.random.RandomState(1)
    weights = [0.01 * random.randn(*shape) for shape in ((4, 3), (4, 4), (3, 4))] + [np.zeros((4, 1)), np.zeros((3, 1))]
    state, mean = [0.0] * 4, 2 * np.log(3)
    for name in [*names, *names[:2]]:
        Y = [char_to_ix[character] for character in name + "\n"]
        X, a0, old = [None, *Y[:-1]], [[a] for a in state], nested(weights)
        steps = scalar.gradients(lambda *w, X=X, Y=Y, a0=a0: scalar.char_loss(X, Y, a0, *w), *old)
        mean = 0.999 * mean + 0.001 * scalar.char_loss(X, Y, a0, *old).real
        for read in X:
            state, _ = scalar.char_step(read, state, *old)
        weights = [weight - 0.01 * np.array(step) for weight, step in zip(weights, steps, strict=True)]
    assert error(got_loss, mean) < 1e-12
    for name, weight in zip(WEIGHTS, weights, strict=True):
        assert error(got[name], weight) < 1e-12, name


@pytest.mark.parametrize("sizes", RNN_SIZES, ids=str)
def test_the_norms_are_those_of_the_gradients_of_a_vanilla_rnn(sizes):
    for seed in SEEDS[:10]:
        (x, h0, *weights), dh = rnn_problem(seed, sizes)
        x, h0, last, T = x[:1], h0[:1], dh[:1, -1], sizes[1]
        h, _ = vanilla_rnn.rnn_forward(x, h0, *weights)
        norms = stability.gradient_norms(h[0], weights[1], last[0])
        expected = [np.linalg.norm(last)]
        for t in reversed(range(T)):
            rest, cache = vanilla_rnn.rnn_forward(x[:, t:], h[:, t - 1] if t else h0, *weights)
            upstream = np.zeros_like(rest)
            upstream[:, -1] = last
            expected.insert(0, np.linalg.norm(vanilla_rnn.rnn_backward(upstream, cache)[1]))
        assert error(norms, expected) < 1e-12


def test_a_clipped_gradient_is_the_nearest_one_within_the_limit():
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        gradients = {name: rng.normal(size=rng.integers(1, 4, size=2)) for name in ("dWx", "dWh", "db", "dx")}
        vector = np.concatenate([array.ravel() for array in gradients.values()])
        for limit in (0.1, 1, 2.5, 100.0):
            clipped = stability.clip_by_norm(gradients, limit)
            assert {name: array.shape for name, array in clipped.items()} == {
                name: array.shape for name, array in gradients.items()
            }
            got = np.concatenate([array.ravel() for array in clipped.values()])
            assert error(got, vector / max(1, np.linalg.norm(vector) / limit)) < 1e-12
    nothing = stability.clip_by_norm({"dWx": np.zeros((2, 3))}, 1.0)
    assert np.array_equal(nothing["dWx"], np.zeros((2, 3)))


def test_weight_decay_is_the_gradient_of_its_penalty():
    for seed in SEEDS[:10]:
        rng = np.random.default_rng(seed)
        parameters = {name: rng.normal(size=(2, 3)) for name in ("Wx", "Waa", "ba")}
        gradients = {name: rng.normal(size=(2, 3)) for name in ("dx", "dWx", "dba", "dWaa")}
        decayed = stability.weight_decay(gradients, parameters, 0.3)
        assert list(decayed) == list(gradients)
        for name, gradient in gradients.items():
            expected = gradient
            if name in ("dWx", "dWaa"):
                weight = parameters[name[1:]].tolist()
                (penalty,) = scalar.gradients(lambda W: 0.15 * sum(w * w for row in W for w in row), weight)
                expected = gradient + np.array(penalty)
            assert error(decayed[name], expected) < 1e-12


def drawn(name, function, seed, sizes):
    """Return a problem of an exercise, as a case file would have it, for the named sizes."""
    exercise = assignment(name).exercise(function)
    names = exercise.groups[0].sizes
    return exercise.build(dict(zip(names, sizes, strict=True)), Numbers(seed))


def layer_of(weights):
    return nested(weights[name] for name in ("Wax", "Waa", "ba"))


@pytest.mark.parametrize("sizes", [(2, 3, 4, 5, 6), (1, 1, 1, 1, 1), (3, 3, 3, 3, 3), (4, 2, 1, 6, 3)], ids=str)
def test_both_directions_agree_with_the_formula(sizes):
    for seed in SEEDS[::4]:
        problem = drawn("deep_bidirectional", "brnn_forward", seed, sizes)
        x, parameters = problem["x"], problem["parameters"]
        found = deep_bidirectional.brnn_forward(x, parameters)
        for example in range(x.shape[1]):
            expected = scalar.brnn(
                x[:, example].T.tolist(),
                layer_of(parameters["forward"]),
                layer_of(parameters["backward"]),
                *nested([parameters["Wy"], parameters["by"]]),
            )
            for one, other in zip(found, expected, strict=True):
                assert error(one[:, example].T, np.real(other)) < 1e-12


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("sizes", [(2, 3, 4, 5, 6), (1, 1, 1, 1, 1), (3, 3, 3, 3, 3), (4, 2, 1, 6, 3)], ids=str)
def test_layers_agree_with_the_formula(sizes, layers):
    for seed in SEEDS[::8]:
        problem = drawn("deep_bidirectional", "deep_rnn_forward", seed, (*sizes, layers))
        x, a0, parameters = (problem[name] for name in ("x", "a0", "parameters"))
        y, a = deep_bidirectional.deep_rnn_forward(x, a0, parameters)
        assert len(a) == layers
        for example in range(x.shape[1]):
            expected, states = scalar.deep_rnn(
                x[:, example].T.tolist(),
                [start[:, example].tolist() for start in a0],
                [layer_of(weights) for weights in parameters["layers"]],
                *nested([parameters["Wya"], parameters["by"]]),
            )
            assert error(y[:, example].T, np.real(expected)) < 1e-12
            for one, other in zip(a, states, strict=True):
                assert error(one[:, example].T, np.real(other)) < 1e-12


@pytest.mark.parametrize("sizes", [(2, 3, 4, 5, 6, 7, 3), (1, 1, 1, 1, 1, 1, 1), (3, 3, 3, 3, 3, 3, 3)], ids=str)
def test_captions_agree_with_the_formula(sizes):
    exercise = assignment("attention").exercise("caption_forward")
    for seed in SEEDS[::8]:
        problem = exercise.build(dict(zip(("R", "C", "K", "A", "H", "V", "T"), sizes, strict=True)), Numbers(seed))
        features, y, h, parameters = (problem[name] for name in exercise.inputs)
        d, maps = attention.caption_forward(features, y, h, parameters)
        steps = scalar.captions(*nested([features, y, h, *parameters.values()]))
        for t, expected in enumerate(steps):
            chosen, weights, z, after = map(np.real, expected)
            assert error(attention.attention_weights(features, h, parameters), weights) < 1e-12
            assert error(attention.attend(features, weights), z) < 1e-12
            found = attention.caption_step(features, y[t], h, weights, parameters)
            following = attention.attention_weights(features, after, parameters)
            for one, other in zip(found, (after, chosen, following), strict=True):
                assert error(one, other) < 1e-12
            assert error(d[t], chosen) < 1e-12
            assert error(maps[t], weights) < 1e-12
            h = after


@pytest.mark.parametrize("dtype", [np.float32, np.longdouble])
def test_the_references_without_a_backward_pass_keep_the_type_of_their_data(dtype):
    def typed(value):
        if isinstance(value, dict):
            return {name: typed(item) for name, item in value.items()}
        return [typed(item) for item in value] if isinstance(value, list) else value.astype(dtype)

    def types(value):
        return {value.dtype} if isinstance(value, np.ndarray) else set().union(*map(types, value))

    for name, module in (("deep_bidirectional", deep_bidirectional), ("attention", attention)):
        for exercise in assignment(name).exercises:
            sizes = {key: low + 1 for key, (low, _) in exercise.group("mixed").sizes.items()}
            problem = typed(exercise.build(sizes, Numbers(0)))
            result = getattr(module, exercise.name)(*[problem[key] for key in exercise.inputs])
            assert types(result) == {np.dtype(dtype)}, exercise.name


def test_softmax_is_finite_and_each_column_by_itself():
    with np.errstate(all="raise", under="ignore"):
        p = char_rnn.softmax(np.array([[1e4, -1e4, 0.0], [-1e4, -1e4, np.log(3)]]))
    assert np.allclose(p, [[1, 0.5, 0.25], [0, 0.5, 0.75]], atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.longdouble])
def test_the_references_keep_the_type_of_their_data(dtype):
    inputs, dh = rnn_problem(0, (2, 3, 4, 5))
    h, cache = vanilla_rnn.rnn_forward(*[array.astype(dtype) for array in inputs])
    gradients = vanilla_rnn.rnn_backward(dh.astype(dtype), cache)
    assert {array.dtype for array in (h, *gradients)} == {np.dtype(dtype)}

    x, a0, parameters, da = predictor_problem(0, (2, 3, 4, 5, 2))
    parameters = {name: array.astype(dtype) for name, array in parameters.items()}
    x, a0 = x.astype(dtype), a0.astype(dtype)
    *states, caches = sequence_model.rnn_forward(x, a0, parameters)
    gradients = sequence_model.rnn_backward(da.astype(dtype), caches)
    loss = sequence_model.sequence_loss(np.array([0.5, 0.25], dtype), np.ones(2, dtype))
    translated = sequence_model.encode_decode(x, a0, parameters, parameters, 2)
    assert {array.dtype for array in (*states, *gradients.values(), *loss, translated)} == {np.dtype(dtype)}

    x, (a0, _), parameters, (da, _) = lstm_problem(0, (2, 3, 4, 5, 3))
    parameters = {name: array.astype(dtype) for name, array in parameters.items()}
    *states, caches = lstm.lstm_forward(x.astype(dtype), a0.astype(dtype), parameters)
    gradients = lstm.lstm_backward(da.astype(dtype), caches)
    assert {array.dtype for array in (*states, *gradients.values())} == {np.dtype(dtype)}

    x, c0, parameters, dc = gru_problem(0, (2, 3, 4, 5, 3))
    parameters = {name: array.astype(dtype) for name, array in parameters.items()}
    *memories, _ = gru.gru_forward(x.astype(dtype), c0.astype(dtype), parameters)
    *simple, _ = gru.simple_gru_cell_forward(x[:, :, 0].astype(dtype), c0.astype(dtype), parameters)
    *_, cache = gru.gru_cell_forward(x[:, :, 0].astype(dtype), c0.astype(dtype), parameters)
    gradients = gru.gru_cell_backward(dc.astype(dtype), cache)
    assert {array.dtype for array in (*memories, *simple, *gradients.values())} == {np.dtype(dtype)}

    parameters, a, b = adder_problem(0, (8, 4))
    parameters = {name: array.astype(dtype) for name, array in parameters.items()}
    bits = [binary_adder.int_to_bits(n) for n in (a, b, a + b)]
    prediction, cache = binary_adder.adder_forward(*bits[:2], parameters)
    gradients = binary_adder.adder_backward(bits[2], cache)
    trained, _ = binary_adder.train_adder(parameters, [(a, b)])
    arrays = [prediction, *gradients.values(), *trained.values()]
    assert {array.dtype for array in arrays} == {np.dtype(dtype)}

    X, Y, a_prev, parameters = character_problem(0, (4, 3, 5))
    parameters = {name: array.astype(dtype) for name, array in parameters.items()}
    loss, gradients, a_last = character_model.optimize(X, Y, a_prev.astype(dtype), parameters)
    assert {array.dtype for array in (loss, a_last, *gradients.values(), *parameters.values())} == {np.dtype(dtype)}

    inputs, dh = rnn_problem(0, (1, 3, 4, 5))
    norms = stability.gradient_norms(*[array.astype(dtype) for array in (dh[0], inputs[3], dh[0, -1])])
    parameters = {name: array.astype(dtype) for name, array in (("Wx", inputs[2]), ("Wh", inputs[3]))}
    clipped = stability.clip_by_norm({"d" + name: array for name, array in parameters.items()}, 0.5)
    decayed = stability.weight_decay(clipped, parameters, 0.1)
    assert {array.dtype for array in (norms, *clipped.values(), *decayed.values())} == {np.dtype(dtype)}


@pytest.mark.parametrize("lesson", [binary_adder, lstm, gru])
def test_the_sigmoid_does_not_overflow(lesson):
    with np.errstate(all="raise", under="ignore"):
        values = lesson.sigmoid(np.array([-1e4, -40.0, 0.0, 40.0, 1e4]))
    assert values[0] == 0 and values[2] == 0.5 and values[4] == 1
    assert values[1] == pytest.approx(np.exp(-40.0), rel=1e-12)


@pytest.mark.parametrize("lesson", [sequence_model, lstm, gru])
def test_the_softmax_does_not_overflow_in_columns_far_apart(lesson):
    with np.errstate(all="raise", under="ignore"):
        values = lesson.softmax(np.array([[1e4, -1e4, 0.0], [1e4, -1e4 - np.log(3), 1e4]]))
    assert np.allclose(values, [[0.5, 0.75, 0.0], [0.5, 0.25, 1.0]], rtol=1e-12)


def test_the_caches_have_the_format_that_others_rely_on():
    inputs, _ = rnn_problem(0, (2, 3, 4, 5))
    x, h0, Wx, Wh, _ = inputs
    h, cache = vanilla_rnn.rnn_forward(*inputs)
    assert len(cache) == 3
    for t, step in enumerate(cache):
        expected = (x[:, t], h[:, t - 1] if t else h0, Wx, Wh, h[:, t])
        assert len(step) == 5 and all(map(np.array_equal, step, expected))

    parameters, a, b = adder_problem(0, (6, 4))
    bits_a, bits_b = binary_adder.int_to_bits(a, 6), binary_adder.int_to_bits(b, 6)
    prediction, cache = binary_adder.adder_forward(bits_a, bits_b, parameters)
    inputs, states, cached, weights = cache
    assert inputs.dtype == np.float64
    assert np.array_equal(inputs, np.column_stack([bits_a, bits_b])[::-1])
    assert [state.shape for state in states] == [(4,)] * 7 and not states[0].any()
    assert np.array_equal(cached, prediction) and weights is parameters

    x, a0, parameters, _ = predictor_problem(0, (2, 3, 4, 5, 3))
    a, _, caches = sequence_model.rnn_forward(x, a0, parameters)
    assert len(caches) == 5
    for t, (xt, a_prev, a_next, weights) in enumerate(caches):
        assert np.array_equal(xt, x[:, :, t]) and np.array_equal(a_prev, a[:, :, t - 1] if t else a0)
        assert np.array_equal(a_next, a[:, :, t]) and weights is parameters

    x, (a0, _), parameters, _ = lstm_problem(0, (2, 3, 4, 5, 3))
    a, _, c, caches = lstm.lstm_forward(x, a0, parameters)
    assert len(caches) == 5
    for t, (v, c_prev, f, i, candidate, o, c_next, weights) in enumerate(caches):
        assert np.array_equal(v, np.vstack([a[:, :, t - 1] if t else a0, x[:, :, t]]))
        assert np.array_equal(c_prev, c[:, :, t - 1] if t else np.zeros((3, 4)))
        assert np.array_equal(c_next, f * c_prev + i * candidate) and np.array_equal(c_next, c[:, :, t])
        assert np.array_equal(a[:, :, t], o * np.tanh(c_next)) and weights is parameters

    x, c0, parameters, _ = gru_problem(0, (2, 3, 4, 5, 3))
    c, _, caches = gru.gru_forward(x, c0, parameters)
    assert len(caches) == 5
    for t, (v, u, _, candidate, weights) in enumerate(caches):
        c_prev = c[:, :, t - 1] if t else c0
        assert np.array_equal(v, np.vstack([c_prev, x[:, :, t]])) and weights is parameters
        assert np.array_equal(c[:, :, t], u * candidate + (1 - u) * c_prev)
