"""The references reproduce the figures that the course's source documents print."""

import numpy as np
import pytest

from solutions.binary_adder import add, adder_forward, int_to_bits, train_adder

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
