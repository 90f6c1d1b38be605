"""The references reproduce the figures that the course's source documents print."""

import os
from importlib import resources

import numpy as np
import pytest

from solutions.binary_adder import add, adder_forward, int_to_bits, train_adder
from solutions.char_rnn import dictionaries, load_names, training_order
from solutions.character_model import model

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
