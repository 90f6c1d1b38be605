"""The visible tests of binary_adder: run `pytest` in this folder.

One task alone: `pytest -m int_to_bits`.
"""

import numpy as np
import pytest

from binary_adder import add, adder_backward, adder_forward, int_to_bits, train_adder


@pytest.mark.int_to_bits
def test_int_to_bits_puts_the_most_significant_bit_first():
    """Six, in eight bits, is 00000110."""
    bits = int_to_bits(6)
    assert np.shape(bits) == (8,), f"the bits of 6 have shape {np.shape(bits)}, expected (8,)"
    assert list(bits) == [0, 0, 0, 0, 0, 1, 1, 0], (
        f"int_to_bits(6) is {list(map(int, bits))}, expected [0, 0, 0, 0, 0, 1, 1, 0]: the ones "
        "are the last entry."
    )
    kind = getattr(bits, "dtype", type(bits))
    assert kind == np.uint8, f"the bits are {kind}, expected uint8"


@pytest.mark.int_to_bits
def test_int_to_bits_goes_beyond_one_byte():
    """300 needs nine bits, and in ten it is 0100101100."""
    bits = int_to_bits(300, 10)
    assert list(bits) == [0, 1, 0, 0, 1, 0, 1, 1, 0, 0], (
        f"int_to_bits(300, 10) is {list(map(int, bits))}, expected [0, 1, 0, 0, 1, 0, 1, 1, 0, 0] "
        "(256 + 32 + 8 + 4). A byte ends at 255."
    )


@pytest.mark.int_to_bits
def test_int_to_bits_writes_as_many_bits_as_asked():
    """Leading zeros are written, and no more bits than asked for."""
    assert list(int_to_bits(0, 3)) == [0, 0, 0], (
        f"int_to_bits(0, 3) is {int_to_bits(0, 3)}, expected three zeros"
    )
    assert list(int_to_bits(5, 3)) == [1, 0, 1], (
        f"int_to_bits(5, 3) is {int_to_bits(5, 3)}, expected [1, 0, 1]"
    )


@pytest.mark.adder_forward
def test_adder_forward_gives_the_example_worked_by_hand():
    """The ones are read first, and their prediction is written last."""
    parameters = {
        "w_i": np.array([[np.log(3), 0.0]]),
        "w_h": np.array([[0.0]]),
        "w_o": np.array([[4 / 3 * np.log(4)]]),
    }
    bits = np.array([0, 1], dtype=np.uint8)
    prediction, _ = adder_forward(bits, bits, parameters)
    assert np.shape(prediction) == (2,), (
        f"prediction has shape {np.shape(prediction)}, expected (2,)"
    )
    assert np.allclose(prediction, [0.715899, 0.8], atol=1e-6), (
        f"prediction is {prediction}, expected [0.715899, 0.8]. If yours is the other way "
        "round, it is in reading order; if it is exactly 0 and 1, it was rounded too early."
    )


@pytest.mark.adder_forward
def test_adder_forward_reads_the_least_significant_bit_first():
    """What happens in the twos does not change the prediction for the ones."""
    rng = np.random.default_rng(0)
    parameters = {"w_i": rng.normal(size=(3, 2)), "w_h": rng.normal(size=(3, 3))}
    parameters["w_o"] = rng.normal(size=(1, 3))
    b = np.array([0, 1, 1], dtype=np.uint8)
    before, _ = adder_forward(np.array([0, 0, 1], dtype=np.uint8), b, parameters)
    after, _ = adder_forward(np.array([0, 1, 1], dtype=np.uint8), b, parameters)
    changed = list(map(bool, np.asarray(before) != np.asarray(after)))
    assert changed == [True, True, False], (
        f"after a change of the middle bit of a, the predictions changed at {changed}, expected "
        "[True, True, False]: a lower bit is read before. Look at the reading order."
    )


@pytest.mark.adder_forward
def test_adder_forward_starts_from_zeros_and_remembers():
    """A unit that hears only what another was a step before goes through 1/2, then 2/3."""
    parameters = {
        "w_i": np.zeros((2, 2)),
        # Old unit 1 feeds new unit 0: column 1, row 0.
        "w_h": np.array([[0.0, 2 * np.log(2)], [0.0, 0.0]]),
        "w_o": np.array([[3 * np.log(3), 0.0]]),
    }
    bits = np.array([1, 1], dtype=np.uint8)
    prediction, _ = adder_forward(bits, bits, parameters)
    assert np.shape(prediction) == (2,), (
        f"prediction has shape {np.shape(prediction)}, expected (2,)"
    )
    assert np.allclose(prediction, [0.9, 0.838610], atol=1e-6), (
        f"prediction is {prediction}, expected [0.9, 0.838610]: sigmoid(3 ln 3 h) of a first unit "
        "that is 2/3 at the twos and 1/2 at the ones. Look at the first state, and at w_h."
    )


@pytest.mark.adder_backward
def test_adder_backward_gives_the_example_worked_by_hand():
    """The output weight of the example has the gradient 0.0671."""
    parameters = {
        "w_i": np.array([[np.log(3), 0.0]]),
        "w_h": np.array([[0.0]]),
        "w_o": np.array([[4 / 3 * np.log(4)]]),
    }
    bits = np.array([0, 1], dtype=np.uint8)
    _, cache = adder_forward(bits, bits, parameters)
    gradients = adder_backward(np.array([1, 0], dtype=np.uint8), cache)
    cases = {"w_o": [[0.067109]], "w_h": [[-0.020026]], "w_i": [[0.044361, 0.044361]]}
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"the gradient of {name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"the gradient of {name} is {got}, expected {expected}. If the sign is the "
            "opposite one, look at the derivative of the loss; if the numbers are far off, at the "
            "order of the label's bits."
        )


@pytest.mark.adder_backward
def test_adder_backward_agrees_with_a_finite_difference():
    """Moving each matrix a little changes the loss as its gradient says."""
    rng = np.random.default_rng(2)
    shapes = {"w_i": (3, 2), "w_h": (3, 3), "w_o": (1, 3)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    a, b, label = np.array([[0, 1, 0, 1], [0, 1, 1, 1], [1, 1, 0, 0]], dtype=np.uint8)
    _, cache = adder_forward(a, b, {name: array.copy() for name, array in parameters.items()})
    gradients = adder_backward(label, cache)
    for name, array in parameters.items():
        assert np.shape(gradients[name]) == array.shape, (
            f"the gradient of {name} has shape {np.shape(gradients[name])}, expected {array.shape}"
        )
        direction, losses = rng.normal(size=array.shape), []
        for step in (1e-6, -1e-6):
            moved, _ = adder_forward(a, b, {**parameters, name: array + step * direction})
            losses.append(np.sum((label - moved) ** 2) / 2)
        expected, got = (losses[0] - losses[1]) / 2e-6, np.sum(gradients[name] * direction)
        assert abs(got - expected) < 1e-7, (
            f"{name}: along a random direction the gradient says {got:.9f}, the loss moves by "
            f"{expected:.9f} a unit. Look at the hidden signal: does it hold its later value?"
        )


@pytest.mark.train_adder
def test_train_adder_takes_the_steps_worked_by_hand():
    """One unit that is half on, one bit: the steps can be followed with a pencil."""
    parameters = {"w_i": np.zeros((1, 2)), "w_h": np.zeros((1, 1))}
    # h = 1/2, p = 1/4, label 1: the signals are -9/64 at the output and (9/128) ln 3 at the unit.
    parameters["w_o"] = np.array([[-2 * np.log(3)]])
    trained, errors = train_adder(parameters, [(1, 0)], 16.0, 1)
    assert list(errors) == [1], (
        f"errors is {errors}, expected [1]: a prediction of 1/4 counts as 0, and the label is 1"
    )
    for name, expected in {"w_o": [[-1.072225]], "w_h": [[0.0]], "w_i": [[-1.235939, 0.0]]}.items():
        assert np.allclose(trained[name], expected, atol=1e-6), (
            f"after one step with alpha = 16, {name} is {trained[name]}, expected {expected}: the "
            "old weights minus alpha times the gradient, all gradients taken before any update."
        )
    # h = 1/2, p = 3/4, label 0: the gradient of w_o is 9/128, and the other two are zero.
    parameters["w_o"] = np.array([[2 * np.log(3)]])
    trained, errors = train_adder(parameters, [(0, 0), (0, 0)], 64.0, 1)
    assert list(errors) == [1, 0], (
        f"errors of two steps is {errors}, expected [1, 0]: each is counted before its own step, "
        "with the weights that the step before has left."
    )
    assert np.allclose(trained["w_o"], -3.705925, atol=1e-6), (
        f"after two steps w_o is {trained['w_o']}, expected -3.705925: the second step starts from "
        "the first one's weights, with a gradient of its own."
    )


@pytest.mark.train_adder
def test_train_adder_leaves_the_given_parameters_alone():
    """Training twice from the same weights gives the same result twice."""
    rng = np.random.default_rng(3)
    shapes = {"w_i": (3, 2), "w_h": (3, 3), "w_o": (1, 3)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    given = {name: (array, array.copy()) for name, array in parameters.items()}
    train_adder(parameters, [(3, 5), (6, 1)], 0.5, 4)
    for name, (array, before) in given.items():
        assert parameters.get(name) is array and np.array_equal(array, before), (
            f"training changed the caller's {name}: copy the parameters before the first step."
        )


@pytest.mark.train_adder
def test_train_adder_counts_wrong_bits_and_not_their_sum():
    """A bit that is wrong upwards and one that is wrong downwards are two wrong bits, not none."""
    # This network gives the bits of its first number back, and with alpha = 0 it learns nothing.
    parameters = {
        "w_i": np.array([[40.0, 0.0], [0.0, 0.0]]),
        "w_h": np.zeros((2, 2)),
        "w_o": np.array([[40.0, -60.0]]),
    }
    _, errors = train_adder(parameters, [(3, 4), (0, 0), (1, 1), (255, 1)], 0.0, 9)
    assert list(errors) == [1, 0, 2, 9], (
        f"errors is {errors}, expected [1, 0, 2, 9]: the network answers 3 for 7, 0 for 0, 1 for 2 "
        "and 255 for 256. Compare bit by bit; a wrong 1 does not make up for a wrong 0."
    )


@pytest.mark.add
def test_add_reads_the_prediction_as_a_number():
    """A network that copies the bits of a gives a back."""
    # A strongly driven unit follows a, and a second one, always half on, sets the threshold.
    parameters = {
        "w_i": np.array([[40.0, 0.0], [0.0, 0.0]]),
        "w_h": np.zeros((2, 2)),
        "w_o": np.array([[40.0, -60.0]]),
    }
    for a, b, binary_dim in [(6, 1, 4), (1, 0, 8), (301, 7, 10)]:
        total = add(a, b, parameters, binary_dim)
        assert total == a, (
            f"add({a}, {b}) is {total} with a network that outputs the bits of its first number, "
            f"expected {a}: look at the weights of the places, and at rounding."
        )


@pytest.mark.add
def test_add_asks_the_network():
    """An untrained network gives a wrong sum, and that is what is returned."""
    parameters = {"w_i": np.zeros((1, 2)), "w_h": np.zeros((1, 1)), "w_o": np.ones((1, 1))}
    total = add(1, 2, parameters, 4)
    assert total == 15, (
        f"add(1, 2) is {total} with a network whose every bit is 1, expected 15: the sum is "
        "what the network predicts, not what is right."
    )
