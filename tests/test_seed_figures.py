"""The references reproduce the figures that the course's source documents print."""

import inspect
import math
import os
from importlib import resources

import numpy as np
import pytest

from solutions import attention, deep_bidirectional, gru, sequence_model
from solutions.binary_adder import add, adder_forward, int_to_bits, train_adder
from solutions.char_rnn import dictionaries, load_names, training_order
from solutions.character_model import model
from solutions.lstm import lstm_cell_backward, lstm_cell_forward

# Wrong bits at steps 0, 100, ..., 4300; from 4,400 to 9,900 there are none at any hundredth step.
PRINTED_ERRORS = [
    *(6, 5, 6, 5, 2, 4, 5, 5, 6, 2, 2, 2, 2, 6, 3, 4, 3, 4, 3, 4, 4, 3),
    *(3, 4, 2, 2, 5, 6, 4, 3, 4, 3, 3, 6, 2, 1, 5, 3, 4, 1, 3, 3, 2, 1),
] + [0] * 56


@pytest.fixture(scope="module")
def weights_and_pairs():
    """The document's weights and pairs, drawn in its order from the legacy global generator."""
    np.random.seed(0)
    parameters = {
        "w_i": 2 * np.random.random((16, 2)) - 1,
        "w_o": 2 * np.random.random((1, 16)) - 1,
        "w_h": 2 * np.random.random((16, 16)) - 1,
    }
    pairs = [(np.random.randint(128), np.random.randint(128)) for _ in range(10_000)]
    return parameters, pairs


@pytest.fixture(scope="module")
def before_the_last_step(weights_and_pairs):
    parameters, pairs = weights_and_pairs
    return train_adder(parameters, pairs[:-1])


@pytest.fixture(scope="module")
def trained(weights_and_pairs, before_the_last_step):
    _, pairs = weights_and_pairs
    parameters, errors = before_the_last_step
    parameters, last = train_adder(parameters, pairs[-1:])
    return parameters, errors + last


def test_the_random_stream_is_the_documents(weights_and_pairs):
    """Told apart from a fault of ours: NumPy's legacy generator is frozen by its NEP 19."""
    parameters, pairs = weights_and_pairs
    assert {name: array.shape for name, array in parameters.items()} == {
        "w_i": (16, 2),
        "w_h": (16, 16),
        "w_o": (1, 16),
    }
    assert parameters["w_i"][0, 0] == pytest.approx(0.0976270078546495, abs=1e-15)
    assert len(set(pairs)) == 7_456


def test_the_adders_error_curve_is_the_printed_one(trained):
    _, errors = trained
    assert len(errors) == 10_000
    assert errors[::100] == PRINTED_ERRORS


def test_the_adders_last_loss_is_the_printed_one(weights_and_pairs, before_the_last_step):
    _, pairs = weights_and_pairs
    parameters, _ = before_the_last_step
    a, b = pairs[-1]
    prediction, _ = adder_forward(int_to_bits(a), int_to_bits(b), parameters)
    loss = np.sum((int_to_bits(a + b) - prediction) ** 2) / 2
    assert f"{loss:.6f}" == "0.012125"


def test_the_trained_adder_gets_every_sum_right(trained):
    parameters, _ = trained
    wrong = [(a, b) for a in range(128) for b in range(128) if add(a, b, parameters) != a + b]
    assert wrong == []


def test_eight_bits_are_the_256_numbers():
    bits = np.array([int_to_bits(n) for n in range(256)])
    assert np.array_equal(bits, np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1))


# The character model. Its list of names is not ours to ship: UNROLLED_DINOS says where it is.

PRINTED_NAMES = {
    1: ["Nkzxwtdmfqoeyhsqwasjkjvu", "Kneb", "Kzxwtdmfqoeyhsqwasjkjvu", "Neb", "Zxwtdmfqoeyhsqwasjkjvu", "Eb",
        "Xwtdmfqoeyhsqwasjkjvu"],
    2001: ["Liusskeomnolxeros", "Hmdaairus", "Hytroligoraurus", "Lecalosapaus", "Xusicikoraurus", "Abalpsamantisaurus",
           "Tpraneronxeros"],
}  # fmt: skip
PRINTED_LOSSES = {1: "23.0873360855", 2001: "27.8841604914"}


@pytest.fixture(scope="module")
def the_documents_names():
    """The document's list in its order of training; skipped by name where it is not there."""
    path = os.environ.get("UNROLLED_DINOS", "")
    if not os.path.isfile(path):
        pytest.skip("UNROLLED_DINOS does not name the original list of names")
    return training_order(load_names(path))


@pytest.mark.parametrize("steps", PRINTED_LOSSES)
def test_the_character_models_losses_and_names_are_the_printed_ones(the_documents_names, steps, capsys):
    char_to_ix, ix_to_char = dictionaries(the_documents_names)
    _, loss = model(the_documents_names, ix_to_char, char_to_ix, num_iterations=steps)
    assert f"{loss:.10f}" == PRINTED_LOSSES[steps]
    printed = capsys.readouterr().out.splitlines()
    assert printed[-7:] == PRINTED_NAMES[steps]


def test_the_character_models_last_loss_is_the_known_one(the_documents_names):
    char_to_ix, ix_to_char = dictionaries(the_documents_names)
    assert (len(the_documents_names), len(char_to_ix)) == (1536, 27)
    _, loss = model(the_documents_names, ix_to_char, char_to_ix)
    assert f"{loss:.6f}" == "26.356698"


def test_the_character_model_is_trained_as_the_document_trains_it():
    defaults = {name: one.default for name, one in inspect.signature(model).parameters.items()}
    numbers = {"num_iterations": 3500, "n_a": 50, "dino_names": 7, "vocab_size": 27}
    assert {name: defaults[name] for name in numbers} == numbers


def test_our_own_list_holds_names_and_nothing_else():
    lines = resources.files("solutions").joinpath("dinosaurs.txt").read_text(encoding="ascii").splitlines()
    assert len(lines) >= 600
    assert lines == sorted(set(lines))
    assert all(line.isalpha() and line == line.capitalize() for line in lines)


def test_our_own_list_is_read_and_learned_from(capsys):
    path = resources.files("solutions").joinpath("dinosaurs.txt")
    names = load_names(path)
    assert names[0] == "aardonyx" and names[-1] == "zuul"
    char_to_ix, ix_to_char = dictionaries(names)
    assert "".join(char_to_ix) == "\nabcdefghijklmnopqrstuvwxyz"
    order = training_order(names)
    assert sorted(order) == names != order == training_order(names)
    _, loss = model(order, ix_to_char, char_to_ix, num_iterations=3000)
    assert loss < 27.5  # it has been above 28


def test_names_are_read_one_a_line_in_lower_case(tmp_path):
    path = tmp_path / "names.txt"
    path.write_bytes("  Ada \r\n\n\tÉva\nmae jemison".encode())
    assert load_names(path) == ["ada", "éva", "mae jemison"]


# What the notes and the quiz give in numbers


def weights(n_x, n_a, n_y):
    """Return the parameters of a network with features first."""
    rng = np.random.default_rng(0)
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a), "ba": (n_a, 1), "by": (n_y, 1)}
    return {name: rng.normal(size=shape) / 2 for name, shape in shapes.items()}


def gates(names, n_x, n_a, n_y):
    """Return the parameters of a gated network."""
    rng = np.random.default_rng(1)
    parameters = {f"W{name}": rng.normal(size=(n_a, n_a + n_x)) for name in names}
    parameters |= {f"b{name}": rng.normal(size=(n_a, 1)) for name in names}
    return parameters | {"Wy": rng.normal(size=(n_y, n_a)), "by": rng.normal(size=(n_y, 1))}


def test_a_sentence_of_nine_words_is_a_sequence_of_nine_columns():
    sentence = "Harry Potter and Hermione Granger invented a new spell".split()
    vocabulary = sequence_model.build_vocabulary([sentence])
    x = sequence_model.one_hot(sentence, vocabulary)
    assert x.shape == (10, 9)  # nine words and <UNK>
    a, y, _ = sequence_model.rnn_forward(x[:, None], np.zeros((4, 1)), weights(10, 4, 2))
    assert (a.shape, y.shape) == ((4, 1, 9), (2, 1, 9))


def test_a_name_that_is_given_a_probability_of_0_8_costs_its_logarithm():
    total, steps = sequence_model.sequence_loss(np.array([0.8]), np.array([1]))
    assert float(total) == pytest.approx(-math.log(0.8)) == pytest.approx(0.22314355)
    assert np.shape(steps) == (1,)


def test_the_five_kinds_have_the_lengths_that_name_them():
    parameters, a0 = weights(3, 4, 3), np.zeros((4, 2))
    x = np.random.default_rng(2).normal(size=(3, 2, 5))
    _, one, _ = sequence_model.rnn_cell_forward(x[:, :, 0], a0, parameters)
    assert one.shape == (3, 2)  # one to one
    assert sequence_model.one_to_many(x[:, :, 0], a0, parameters, 4).shape == (3, 2, 4)
    assert sequence_model.many_to_one(x, a0, parameters).shape == (3, 2)
    assert sequence_model.rnn_forward(x, a0, parameters)[1].shape == (3, 2, 5)
    assert sequence_model.encode_decode(x, a0, parameters, weights(3, 4, 3), 7).shape == (3, 2, 7)


def test_three_layers_are_run_bottom_first():
    rng = np.random.default_rng(3)
    layers = [
        {"Wax": rng.normal(size=(4, below)), "Waa": rng.normal(size=(4, 4)), "ba": rng.normal(size=(4, 1))}
        for below in (3, 4, 4)
    ]
    parameters = {"layers": layers, "Wya": rng.normal(size=(2, 4)), "by": np.zeros((2, 1))}
    x, a0 = rng.normal(size=(3, 1, 5)), [np.zeros((4, 1))] * 3
    y, states = deep_bidirectional.deep_rnn_forward(x, a0, parameters)
    assert (y.shape, len(states)) == ((2, 1, 5), 3)
    below = x[:, :, 0]
    for layer, a in zip(layers, states, strict=True):
        below = np.tanh(layer["Wax"] @ below + layer["ba"])
        np.testing.assert_allclose(a[:, :, 0], below)


def test_a_gate_of_a_hundred_units_has_a_hundred_entries():
    parameters = gates("fico", 10_000, 100, 1)
    xt, state = np.zeros((10_000, 1)), np.ones((100, 1))
    _, c_next, _, cache = lstm_cell_forward(xt, state, state, parameters)
    assert c_next.shape == (100, 1)
    # The update gate is added to and multiplied with things of one shape, that of its bias.
    assert lstm_cell_backward(state, state, cache)["dbi"].shape == (100, 1)


def test_with_the_update_gate_shut_the_gradient_does_not_vanish():
    """Betty takes the relevance gate out and keeps a memory; Alice, without the update gate, loses it."""
    arrived = {}
    for who, shut, wide in (("Betty", "u", "r"), ("Alice", "r", "u")):
        parameters = gates("urc", 3, 4, 2)
        parameters |= {f"W{gate}": np.zeros((4, 7)) for gate in "ur"}
        parameters |= {f"b{shut}": np.full((4, 1), -30.0), f"b{wide}": np.full((4, 1), 30.0)}
        c, caches = np.ones((4, 1)), []
        for xt in np.random.default_rng(4).normal(size=(50, 3, 1)):
            c, _, cache = gru.gru_cell_forward(xt, c, parameters)
            caches.append(cache)
        gradient = np.ones((4, 1))
        for cache in reversed(caches):
            gradient = gru.gru_cell_backward(gradient, cache)["dc_prev"]
        arrived[who] = np.linalg.norm(gradient)
    assert arrived["Betty"] == pytest.approx(2)  # the norm of four ones
    assert arrived["Alice"] < 1e-12


def test_a_grus_gates_are_an_lstms_with_the_forget_gate_tied():
    """With Wf = -Wu and bf = -bu the forget gate is 1 - update, and the memories of both are the same."""
    one = gates("urc", 3, 4, 2)
    lstm = gates("fico", 3, 4, 2)
    lstm |= {"Wi": one["Wu"], "bi": one["bu"], "Wf": -one["Wu"], "bf": -one["bu"], "Wc": one["Wc"], "bc": one["bc"]}
    xt, c_prev = np.random.default_rng(5).normal(size=(2, 4, 3))[:, :, :1]
    c_gru, _, _ = gru.simple_gru_cell_forward(xt[:3], c_prev, one)
    _, c_lstm, _, _ = lstm_cell_forward(xt[:3], c_prev, c_prev, lstm)
    np.testing.assert_allclose(c_gru, c_lstm)


def test_of_365_days_only_the_past_counts_in_one_direction():
    """A dog's mood does not wait for tomorrow's weather; what reads both ways would let it."""
    weather = np.random.default_rng(6).normal(size=(2, 1, 365))
    other = weather.copy()
    other[:, :, 200:] += 1
    one_way = weights(2, 4, 2)
    moods = [sequence_model.rnn_forward(x, np.zeros((4, 1)), one_way)[1] for x in (weather, other)]
    assert moods[0].shape == (2, 1, 365)
    assert np.array_equal(moods[0][:, :, :200], moods[1][:, :, :200])
    both = {way: {name: one_way[name] for name in ("Wax", "Waa", "ba")} for way in ("forward", "backward")}
    both |= {"Wy": np.hstack([one_way["Wya"]] * 2), "by": one_way["by"]}
    moods = [deep_bidirectional.brnn_forward(x, both)[0] for x in (weather, other)]
    assert not np.allclose(moods[0][:, :, 199], moods[1][:, :, 199])


def test_a_picture_of_7_by_7_by_3_gives_feature_maps_of_3_by_3():
    """The one system of the documents that is not recurrent: a convolution, two places a step."""
    rng = np.random.default_rng(7)
    picture, kernels, bias = rng.normal(size=(7, 7, 3)), rng.normal(size=(5, 3, 3, 3)), rng.normal(size=5)
    windows = np.lib.stride_tricks.sliding_window_view(picture, (3, 3, 3))[::2, ::2, 0]
    maps = np.einsum("rcijk,mijk->rcm", windows, kernels) + bias
    assert maps[:, :, :1].shape == (3, 3, 1) and maps.shape == (3, 3, 5)
    one = sum(np.sum(picture[2:5, 4:7, k] * kernels[0, :, :, k]) for k in range(3)) + bias[0]
    assert maps[1, 2, 0] == pytest.approx(one)


def test_attention_over_14_by_14_by_512_gives_512_numbers():
    rng = np.random.default_rng(8)
    features, h = rng.normal(size=(14, 14, 512)), rng.normal(size=6)
    parameters = {"Wf": rng.normal(size=(5, 512)) / 20, "Ws": rng.normal(size=(5, 6)), "bs": np.zeros(5)}
    weights = attention.attention_weights(features, h, parameters | {"v": rng.normal(size=5)})
    assert weights.shape == (14, 14) and np.sum(weights) == pytest.approx(1)
    z = attention.attend(features, weights)
    assert z.shape == (512,)
    np.testing.assert_allclose(z, [np.sum(weights * features[:, :, k]) for k in range(512)])
