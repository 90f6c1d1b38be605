"""Misconceptions of `binary_adder`.

The backward passes read the reference's cache, `(inputs, states, prediction, parameters)`: inputs
and states in reading order, least significant bit first, the prediction aligned with the label.
"""

from __future__ import annotations

import numpy as np

from solutions.binary_adder import adder_backward, adder_forward, int_to_bits, sigmoid

from . import misconception

# --- int_to_bits ----------------------------------------------------------------------------------


@misconception(
    "int_to_bits",
    hint="Write 6 on paper. Which of its bits stands at index 0 of your result?",
    source="the order in which repeated division finds the bits",
)
def least_significant_bit_first(n, binary_dim=8):
    """The least significant bit comes first."""
    return np.array([(int(n) >> place) & 1 for place in range(binary_dim)], dtype=np.uint8)


@misconception(
    "int_to_bits",
    hint="Ask for the bits of 5 in four bits, and of 300 in ten. How many do you get?",
    source="seed 004's np.unpackbits gives eight",
)
def eight_bits_whatever_is_asked(n, binary_dim=8):
    """The result always has eight bits."""
    return np.array([(int(n) >> place) & 1 for place in range(7, -1, -1)], dtype=np.uint8)


@misconception(
    "int_to_bits",
    hint="What is the largest number that your conversion can hold? Try 300 in ten bits.",
    source="seed 004's uint8",
)
def the_number_is_squeezed_into_a_byte(n, binary_dim=8):
    """The number passes through a uint8, so what is above 255 is lost."""
    byte = int(n) % 256
    return np.array([(byte >> place) & 1 for place in range(binary_dim)][::-1], dtype=np.uint8)


@misconception(
    "int_to_bits",
    hint="How many bits do you return for 1?",
    source="what bin() gives",
)
def no_leading_zeros(n, binary_dim=8):
    """The bits begin with the first 1, so small numbers have too few of them."""
    return np.array([int(digit) for digit in bin(int(n))[2:]], dtype=np.uint8)


@misconception(
    "int_to_bits",
    hint="If a zero is added at that end, does the number stay what it was?",
    source="padding as np.packbits and string methods do it",
)
def zeros_added_at_the_end(n, binary_dim=8):
    """The bits are filled up with zeros at the end, which multiplies the number."""
    digits = bin(int(n))[2:].ljust(binary_dim, "0")
    return np.array([int(digit) for digit in digits], dtype=np.uint8)


@misconception(
    "int_to_bits",
    hint="A bit is 0 or 1. Is every entry of your result a bit?",
    source="shifting without masking",
)
def shifted_but_not_masked(n, binary_dim=8):
    """Each entry is the number shifted down, with all the higher bits still in it."""
    shifted = [int(n) >> place for place in reversed(range(binary_dim))]
    return (np.array(shifted) % 256).astype(np.uint8)


@misconception(
    "int_to_bits",
    hint="A bit is 0 or 1. What do the entries of your result add up to?",
    source="masking without shifting",
)
def place_values_for_bits(n, binary_dim=8):
    """Each entry is 0 or the value of its place, such as 4, in place of 0 or 1."""
    return np.array([int(n) & (1 << place) for place in reversed(range(binary_dim))])


@misconception(
    "int_to_bits",
    hint="Is 1 an odd number in your result? Look at the last place that you compute.",
    source="an off-by-one of a range that counts down",
)
def the_ones_are_left_out(n, binary_dim=8):
    """The places run from binary_dim to 1, so the lowest bit is missing and a zero is in front."""
    return np.array([(int(n) >> place) & 1 for place in range(binary_dim, 0, -1)], dtype=np.uint8)


@misconception(
    "int_to_bits",
    hint="Print your result for 0. Which character has the code that you see?",
    source="text turned into bytes",
)
def character_codes_for_bits(n, binary_dim=8):
    """The entries are the codes of the characters 0 and 1, which are 48 and 49."""
    return np.frombuffer(format(int(n), f"0{binary_dim}b").encode(), dtype=np.uint8)


# --- adder_forward --------------------------------------------------------------------------------


@misconception(
    "adder_forward",
    hint="In which direction does a carry travel, and at which index does your loop begin?",
    source="reading arrays from index 0",
)
def read_from_the_most_significant_bit(a, b, parameters):
    """The network reads the most significant bits first, so a carry would have to go backwards."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1).astype(float)
    states, prediction = [np.zeros(len(w_h))], []
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        prediction.append(sigmoid(w_o @ states[-1])[0])
    prediction = np.array(prediction)
    return prediction, (inputs, states, prediction, parameters)


@misconception(
    "adder_forward",
    hint="Which bit of the label stands at index 0, and which one do you predict first?",
    source="appending in a loop that reads from the other end",
)
def prediction_in_reading_order(a, b, parameters):
    """The predictions are in the order in which they were made, the label's last bit first."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, prediction = [np.zeros(len(w_h))], []
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        prediction.append(sigmoid(w_o @ states[-1])[0])
    prediction = np.array(prediction)
    return prediction, (inputs, states, prediction, parameters)


@misconception(
    "adder_forward",
    hint="Follow index 0 of the inputs: at which index is its prediction written?",
    source="half of the indices turned round",
)
def inputs_and_outputs_from_different_ends(a, b, parameters):
    """The inputs are read from one end and the predictions are written from the other."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1).astype(float)
    states, prediction = [np.zeros(len(w_h))], np.zeros(len(a))
    for t, x in enumerate(inputs):
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        prediction[len(a) - 1 - t] = sigmoid(w_o @ states[-1])[0]
    return prediction, (inputs, states, prediction, parameters)


@misconception(
    "adder_forward",
    hint="Print your result: how many different values do you see?",
    source="seed 004's prediction array takes the label's dtype",
)
def probabilities_rounded_to_bits(a, b, parameters):
    """The prediction is an array of 0 and 1, rounded too early, in place of probabilities."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, prediction = [np.zeros(len(w_h))], np.zeros_like(a)
    for t, x in enumerate(inputs):
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        prediction[len(a) - 1 - t] = np.round(sigmoid(w_o @ states[-1])[0])
    return prediction, (inputs, states, prediction.astype(float), parameters)


@misconception(
    "adder_forward",
    hint="How does the network know about a carry from the place before?",
    source="a feed-forward layer written from habit",
)
def no_state_is_carried(a, b, parameters):
    """The hidden units see the two bits of their own place only; w_h is never used."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, prediction = [np.zeros(len(w_h))], []
    for x in inputs:
        states.append(sigmoid(w_i @ x))
        prediction.append(sigmoid(w_o @ states[-1])[0])
    prediction = np.array(prediction[::-1])
    return prediction, (inputs, states, prediction, parameters)


@misconception(
    "adder_forward",
    hint="In which range does a probability lie?",
    source="the output layer of a regression",
)
def output_without_its_sigmoid(a, b, parameters):
    """The output unit returns its weighted sum, which is not a probability."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, prediction = [np.zeros(len(w_h))], []
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        prediction.append((w_o @ states[-1])[0])
    prediction = np.array(prediction[::-1])
    return prediction, (inputs, states, prediction, parameters)


@misconception(
    "adder_forward",
    hint="How many layers of the network squash their sum, and how many of yours do?",
    source="an activation for the output alone",
)
def hidden_units_without_their_sigmoid(a, b, parameters):
    """The hidden state is a weighted sum that is never squashed."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, prediction = [np.zeros(len(w_h))], []
    for x in inputs:
        states.append(w_i @ x + w_h @ states[-1])
        prediction.append(sigmoid(w_o @ states[-1])[0])
    prediction = np.array(prediction[::-1])
    return prediction, (inputs, states, prediction, parameters)


@misconception(
    "adder_forward",
    hint="Which activation do the hidden units of this network have?",
    source="the vanilla RNN's activation",
)
def hidden_units_with_tanh(a, b, parameters):
    """The hidden units are squashed by tanh, as in the vanilla RNN, not by the sigmoid."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, prediction = [np.zeros(len(w_h))], []
    for x in inputs:
        states.append(np.tanh(w_i @ x + w_h @ states[-1]))
        prediction.append(sigmoid(w_o @ states[-1])[0])
    prediction = np.array(prediction[::-1])
    return prediction, (inputs, states, prediction, parameters)


@misconception(
    "adder_forward",
    hint="What is your sigmoid of a large positive number?",
    source="the minus sign forgotten in the exponential",
)
def sigmoid_upside_down(a, b, parameters):
    """The sigmoid falls where it should rise, as the sign in its exponential is missing."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, prediction = [np.zeros(len(w_h))], []
    for x in inputs:
        states.append(sigmoid(-(w_i @ x + w_h @ states[-1])))
        prediction.append(sigmoid(-(w_o @ states[-1]))[0])
    prediction = np.array(prediction[::-1])
    return prediction, (inputs, states, prediction, parameters)


@misconception(
    "adder_forward",
    hint="Do rows or columns of w_h belong to the new units? Test with one entry off the diagonal.",
    source="the vanilla RNN has the state on the left",
)
def w_h_transposed(a, b, parameters):
    """The state goes through the transpose of w_h, so each weight connects the wrong two units."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, prediction = [np.zeros(len(w_h))], []
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h.T @ states[-1]))
        prediction.append(sigmoid(w_o @ states[-1])[0])
    prediction = np.array(prediction[::-1])
    return prediction, (inputs, states, prediction, parameters)


@misconception(
    "adder_forward",
    hint="What does the first hidden state hold, and is it squashed before it is used?",
    source="the sigmoid of a sum of zero taken for silence",
)
def first_state_of_one_half(a, b, parameters):
    """The first state is the sigmoid of zero, a half, in place of zero."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, prediction = [np.full(len(w_h), 0.5)], []
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        prediction.append(sigmoid(w_o @ states[-1])[0])
    prediction = np.array(prediction[::-1])
    return prediction, (inputs, states, prediction, parameters)


@misconception(
    "adder_forward",
    hint="Has the state that your output reads seen the bits of this place?",
    source="the output computed before the state is updated",
)
def output_from_the_state_before(a, b, parameters):
    """Each output reads the state before its step, so it cannot know the bits of its own place."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, prediction = [np.zeros(len(w_h))], []
    for x in inputs:
        prediction.append(sigmoid(w_o @ states[-1])[0])
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
    prediction = np.array(prediction[::-1])
    return prediction, (inputs, states, prediction, parameters)


@misconception(
    "adder_forward",
    hint="Is the output computed inside your loop or after it?",
    source="an output layer after the loop, as in many-to-one networks",
)
def every_bit_from_the_last_state(a, b, parameters):
    """All bits are predicted from the last state, so they are all the same."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states = [np.zeros(len(w_h))]
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
    prediction = np.repeat(sigmoid(w_o @ states[-1]), len(a))
    return prediction, (inputs, states, prediction, parameters)


@misconception(
    "adder_forward",
    hint="Which column of w_i belongs to the first number?",
    source="addition is symmetric, the network's weights are not",
)
def the_two_numbers_exchanged(a, b, parameters):
    """Each number's bits go through the column of w_i that belongs to the other number."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([b, a], axis=1)[::-1].astype(float)
    states, prediction = [np.zeros(len(w_h))], []
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        prediction.append(sigmoid(w_o @ states[-1])[0])
    prediction = np.array(prediction[::-1])
    return prediction, (inputs, states, prediction, parameters)


@misconception(
    "adder_forward",
    hint="Print the shape of your prediction and that of a label.",
    source="seed 004 keeps every output as a matrix of one entry",
)
def prediction_as_a_column(a, b, parameters):
    """The probabilities are right, but they are a matrix of one column in place of a vector."""
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, prediction = [np.zeros(len(w_h))], []
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        prediction.append(sigmoid(w_o @ states[-1]))
    prediction = np.array(prediction[::-1])
    return prediction, (inputs, states, prediction[:, 0], parameters)


# --- adder_backward -------------------------------------------------------------------------------


@misconception(
    "adder_backward",
    hint="Move one weight by a little along your gradient: does the loss grow, as it should?",
    source="seed 004's text, whose signal has the opposite sign of its code",
)
def error_with_the_opposite_sign(label, cache):
    """The error is label minus prediction, so all gradients point downhill in place of uphill."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((label - prediction) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="By how many paths does a hidden state reach the loss?",
    source="seed 004's dL/dw_i, for all weights",
)
def no_future_term(label, cache):
    """The hidden signal comes from its own output alone; what later steps send back is dropped."""
    inputs, states, prediction, parameters = cache
    w_o = parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t]) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
    return gradients


@misconception(
    "adder_backward",
    hint="Do the input bits of a place influence the predictions of the higher places?",
    source="seed 004, the formula for dL/dw_i",
)
def no_future_term_for_the_input_weights(label, cache):
    """The gradient of w_i leaves the later steps out, while that of w_h has them."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(w_o[0] * delta_o[t] * h * (1 - h), inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="What does the signal of the next step hold itself? Follow an error three places back.",
    source="seed 004 uses delta(now) for two different things",
)
def future_term_not_recursive(label, cache):
    """The future term is the next output's signal alone, so errors travel back by one step only."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = w_o[0] * delta_o[t] * h * (1 - h)
    return gradients


@misconception(
    "adder_backward",
    hint="Which of the output unit's two operations have you gone back through?",
    source="the cross-entropy's signal, or the derivative overlooked",
)
def output_derivative_forgotten(label, cache):
    """The output's signal is the plain error, without the slope of its sigmoid."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = (prediction - label)[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="The hidden units have an activation, too. Where is its slope?",
    source="the derivative overlooked",
)
def hidden_derivative_forgotten(label, cache):
    """The hidden signal is not multiplied by the slope of the hidden units' sigmoid."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        delta_h = w_o[0] * delta_o[t] + w_h.T @ future
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * states[t + 1]
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="Which activation do the hidden units have, and how large is its slope at most?",
    source="the vanilla RNN's derivative",
)
def derivative_of_tanh(label, cache):
    """The hidden units' slope is that of tanh, one minus the square, while they are sigmoids."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * (1 - h**2)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="Has the cached state been through the sigmoid already?",
    source="seed 004's derivative takes the sigmoid's output, others take its argument",
)
def sigmoid_taken_a_second_time(label, cache):
    """The sigmoid is applied to the hidden state again before its slope is taken."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        slope = sigmoid(states[t + 1]) * (1 - sigmoid(states[t + 1]))
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * slope
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * states[t + 1]
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="Going back, a weight is used in the other direction. Try a w_h that is not symmetric.",
    source="seed 004's formulas lack transposes",
)
def future_through_the_weights_the_wrong_way(label, cache):
    """The future signal goes back through w_h in the direction in which the state went forward."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="On its way to the next step, what did the state pass through?",
    source="the state is taken for a wire from step to step",
)
def future_term_without_the_weights(label, cache):
    """The next step's signal is added as it is, without going back through w_h."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="Which terms of the hidden signal pass through the hidden sigmoid? Look at your brackets.",
    source="a bracket closed too early",
)
def future_term_past_the_derivative(label, cache):
    """The future term is added after the slope of the sigmoid, which it should have passed."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = w_o[0] * delta_o[t] * h * (1 - h) + w_h.T @ future
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="Which state was w_h multiplied with in this step?",
    source="seed 004's indices -i-1 and -i-2",
)
def recurrent_gradient_from_the_state_after(label, cache):
    """The gradient of w_h is made from each step's result, not from the state that w_h read."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, h)
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="Rows of w_h belong to new units. Do the rows of your gradient, too?",
    source="seed 004's formulas lack transposes",
)
def recurrent_gradient_transposed(label, cache):
    """The gradient of w_h is the transpose of the right one: old and new units are exchanged."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(states[t], delta_h)
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="Which state did the output unit read in this step?",
    source="the list of states has one entry more than there are steps",
)
def output_gradient_from_the_state_before(label, cache):
    """The gradient of w_o is made from the state before the step, which the output never read."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * states[t]
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="A gradient has the shape of its weights. How many axes does w_o have?",
    source="the output weights taken for a vector",
)
def output_gradient_as_a_vector(label, cache):
    """The numbers of the gradient of w_o are right, but it is a vector in place of a matrix."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return {**gradients, "w_o": gradients["w_o"][0]}


@misconception(
    "adder_backward",
    hint="Is the loss a sum over the bits, or their mean?",
    source="losses that are means",
)
def averaged_over_the_bits(label, cache):
    """The gradients are divided by the number of bits, as if the loss were a mean."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return {name: gradient / len(label) for name, gradient in gradients.items()}


@misconception(
    "adder_backward",
    hint="Write down the loss with its factor in front, and its derivative by the prediction.",
    source="seed 004: the factor is there to cancel something",
)
def the_half_of_the_loss_forgotten(label, cache):
    """The error counts twice, as if the loss had no factor 1/2 in front."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = (2 * (prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="Which bit of the label is compared with the prediction of the lowest bit?",
    source="one of two arrays turned round",
)
def label_in_the_other_order(label, cache):
    """Each prediction is compared with the label's bit from the other end."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label[::-1]) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="In which order does your backward loop read the states, and in which the inputs?",
    source="seed 004 reads forwards from one end and backwards from the other",
)
def inputs_in_the_other_order(label, cache):
    """The gradient of w_i pairs each signal with the input bits from the other end."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[-1 - t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="Print the error of a bit that is 0 and was predicted as 1.",
    source="seed 004's uint8 prediction",
)
def error_wraps_around_in_uint8(label, cache):
    """The error is a difference of rounded uint8 bits, where 0 minus 1 is 255."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    difference = np.asarray(label, dtype=np.uint8) - np.round(prediction).astype(np.uint8)
    delta_o = (-(difference.astype(float)) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="Does a bit that is right with a probability of 0.6 still have something to learn?",
    source="the bits that are printed taken for the prediction",
)
def error_of_the_rounded_bits(label, cache):
    """The error is taken from rounded bits, so every bit that is right already teaches nothing."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((np.round(prediction) - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="What remains of the highest bit's share of the gradients after your loop?",
    source="an assignment where a sum is meant",
)
def gradients_overwritten(label, cache):
    """Each step overwrites the gradients of the steps before, so one step's share is left."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] = np.outer(delta_h, inputs[t])
        gradients["w_h"] = np.outer(delta_h, states[t])
        gradients["w_o"] = delta_o[t] * h[None]
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="Which step's signal must be complete before another's can begin?",
    source="the forward pass's loop, copied",
)
def time_runs_forwards(label, cache):
    """The loop runs in reading order, so signals are carried from the past into the future."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in range(len(label)):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


@misconception(
    "adder_backward",
    hint="Over how many bits does the loss sum?",
    source="seed 001's loss at the last step only",
)
def only_the_last_error_counts(label, cache):
    """Only the bit that is predicted last has an error; those of the other bits are ignored."""
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1].copy()
    delta_o[:-1] = 0
    gradients = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(label))):
        h = states[t + 1]
        delta_h = (w_o[0] * delta_o[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(delta_h, inputs[t])
        gradients["w_h"] += np.outer(delta_h, states[t])
        gradients["w_o"] += delta_o[t] * h
        future = delta_h
    return gradients


# --- train_adder ----------------------------------------------------------------------------------


@misconception(
    "train_adder",
    hint="Compare the weights that you return with those that you were given.",
    source="gradients computed and never used",
)
def the_weights_never_move(parameters, pairs, alpha=0.1, binary_dim=8):
    """The gradients are computed and never applied, so the trained weights are the given ones."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(np.sum(np.round(prediction) != label)))
        adder_backward(label, cache)
    return trained, errors


@misconception(
    "train_adder",
    hint="Whose arrays does your update write into? Look at the given weights after the call.",
    source="seed 004 updates in place; copying a dict does not copy its arrays",
)
def the_given_arrays_are_trained(parameters, pairs, alpha=0.1, binary_dim=8):
    """The dict is copied but its arrays are not, so training changes the given weights."""
    trained = dict(parameters)
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(np.sum(np.round(prediction) != label)))
        gradients = adder_backward(label, cache)
        for name, gradient in gradients.items():
            trained[name] -= alpha * gradient
    return trained, errors


@misconception(
    "train_adder",
    hint="Let the loss be printed for one pair, repeated: in which direction does it move?",
    source="seed 004's text, whose signal has the opposite sign of its code",
)
def uphill(parameters, pairs, alpha=0.1, binary_dim=8):
    """The weights move along the gradient in place of against it, so the loss grows."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(np.sum(np.round(prediction) != label)))
        gradients = adder_backward(label, cache)
        for name, gradient in gradients.items():
            trained[name] = trained[name] + alpha * gradient
    return trained, errors


@misconception(
    "train_adder",
    hint="Which of the arguments does your function never read?",
    source="seed 004's constant",
)
def the_learning_rate_is_fixed(parameters, pairs, alpha=0.1, binary_dim=8):
    """Every step uses a learning rate of a tenth, whatever alpha is."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(np.sum(np.round(prediction) != label)))
        gradients = adder_backward(label, cache)
        for name, gradient in gradients.items():
            trained[name] = trained[name] - 0.1 * gradient
    return trained, errors


@misconception(
    "train_adder",
    hint="Set alpha to 1: by how much does a weight move, and what is its gradient?",
    source="losses that are means",
)
def the_step_is_divided_by_the_bits(parameters, pairs, alpha=0.1, binary_dim=8):
    """Each step is divided by the number of bits, so it is shorter than alpha says."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(np.sum(np.round(prediction) != label)))
        gradients = adder_backward(label, cache)
        for name, gradient in gradients.items():
            trained[name] = trained[name] - alpha / binary_dim * gradient
    return trained, errors


@misconception(
    "train_adder",
    hint="How many of the three matrices learn? Compare each with what you were given.",
    source="a network with a fixed hidden layer",
)
def only_the_output_weights_learn(parameters, pairs, alpha=0.1, binary_dim=8):
    """Only w_o is updated; the hidden layer keeps its first weights."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(np.sum(np.round(prediction) != label)))
        gradients = adder_backward(label, cache)
        trained["w_o"] = trained["w_o"] - alpha * gradients["w_o"]
    return trained, errors


@misconception(
    "train_adder",
    hint="What is in your running sums when the second pair begins?",
    source="seed 004's update *= 0, forgotten",
)
def gradients_kept_from_pair_to_pair(parameters, pairs, alpha=0.1, binary_dim=8):
    """The gradients of earlier pairs are never cleared, so each step repeats those before it."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    update = {name: np.zeros_like(weights) for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(np.sum(np.round(prediction) != label)))
        gradients = adder_backward(label, cache)
        for name, gradient in gradients.items():
            update[name] += gradient
            trained[name] = trained[name] - alpha * update[name]
    return trained, errors


@misconception(
    "train_adder",
    hint="With which weights is the second pair predicted?",
    source="full-batch gradient descent",
)
def one_step_for_all_pairs(parameters, pairs, alpha=0.1, binary_dim=8):
    """The gradients of all pairs are added up at the first weights and applied once, at the end."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
        errors.append(int(np.sum(np.round(prediction) != label)))
        gradients = adder_backward(label, cache)
        for name, gradient in gradients.items():
            trained[name] = trained[name] - alpha * gradient
    return trained, errors


@misconception(
    "train_adder",
    hint="From which weights does the second step start?",
    source="the given weights read inside the loop",
)
def each_step_starts_over(parameters, pairs, alpha=0.1, binary_dim=8):
    """Each step starts from the weights that were given, so only the last pair's step is left."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
        errors.append(int(np.sum(np.round(prediction) != label)))
        gradients = adder_backward(label, cache)
        for name, gradient in gradients.items():
            trained[name] = parameters[name] - alpha * gradient
    return trained, errors


@misconception(
    "train_adder",
    hint="What is the label of 1 and 1? A sum of bits is not yet the bits of a sum.",
    source="adding the two arrays of bits",
)
def labels_without_carry(parameters, pairs, alpha=0.1, binary_dim=8):
    """The label is the sum of the two bit arrays, place by place, so nothing is ever carried."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a, binary_dim) + int_to_bits(b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(np.sum(np.round(prediction) != label)))
        gradients = adder_backward(label, cache)
        for name, gradient in gradients.items():
            trained[name] = trained[name] - alpha * gradient
    return trained, errors


@misconception(
    "train_adder",
    hint="Which of the arguments does your function never read? Try four bits, and ten.",
    source="seed 004's eight bits",
)
def always_eight_bits(parameters, pairs, alpha=0.1, binary_dim=8):
    """The numbers are written in eight bits whatever binary_dim is."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b)
        prediction, cache = adder_forward(int_to_bits(a), int_to_bits(b), trained)
        errors.append(int(np.sum(np.round(prediction) != label)))
        gradients = adder_backward(label, cache)
        for name, gradient in gradients.items():
            trained[name] = trained[name] - alpha * gradient
    return trained, errors


@misconception(
    "train_adder",
    hint="Which weights made the prediction that you count, the old ones or the new ones?",
    source="an evaluation at the end of the loop",
)
def errors_counted_after_the_step(parameters, pairs, alpha=0.1, binary_dim=8):
    """Each pair is predicted again after its step, and the errors are those of the new weights."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        bits = int_to_bits(a, binary_dim), int_to_bits(b, binary_dim)
        label = int_to_bits(a + b, binary_dim)
        gradients = adder_backward(label, adder_forward(*bits, trained)[1])
        for name, gradient in gradients.items():
            trained[name] = trained[name] - alpha * gradient
        errors.append(int(np.sum(np.round(adder_forward(*bits, trained)[0]) != label)))
    return trained, errors


@misconception(
    "train_adder",
    hint="How many entries are in your errors, and how many pairs were there?",
    source="seed 004's overallError",
)
def errors_added_up(parameters, pairs, alpha=0.1, binary_dim=8):
    """The wrong bits of all pairs are added up into one number."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = 0
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors += int(np.sum(np.round(prediction) != label))
        gradients = adder_backward(label, cache)
        for name, gradient in gradients.items():
            trained[name] = trained[name] - alpha * gradient
    return trained, errors


@misconception(
    "train_adder",
    hint="Is a probability ever exactly 0 or 1? Print both sides of your comparison.",
    source="probabilities compared with bits",
)
def unrounded_predictions_counted(parameters, pairs, alpha=0.1, binary_dim=8):
    """The probabilities are compared with the bits unrounded, so every bit counts as wrong."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(np.sum(prediction != label)))
        gradients = adder_backward(label, cache)
        for name, gradient in gradients.items():
            trained[name] = trained[name] - alpha * gradient
    return trained, errors


@misconception(
    "train_adder",
    hint="A number of wrong bits is a whole number. Is yours?",
    source="what training loops usually record",
)
def the_loss_for_the_errors(parameters, pairs, alpha=0.1, binary_dim=8):
    """The errors are the losses of the pairs, not how many of their bits are wrong."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(float(np.sum((label - prediction) ** 2) / 2))
        gradients = adder_backward(label, cache)
        for name, gradient in gradients.items():
            trained[name] = trained[name] - alpha * gradient
    return trained, errors


@misconception(
    "train_adder",
    hint="Can a pair have two wrong bits? Can your count be 2?",
    source="a comparison of whole arrays",
)
def wrong_pairs_counted(parameters, pairs, alpha=0.1, binary_dim=8):
    """The errors say only whether a pair was wrong, as 0 or 1, not in how many bits."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(not np.array_equal(np.round(prediction), label)))
        gradients = adder_backward(label, cache)
        for name, gradient in gradients.items():
            trained[name] = trained[name] - alpha * gradient
    return trained, errors


@misconception(
    "train_adder",
    hint="Two wrong bits in opposite directions: what does your count make of them?",
    source="a difference of sums in place of a sum of differences",
)
def wrong_bits_cancel(parameters, pairs, alpha=0.1, binary_dim=8):
    """The count is the difference of the two sums of bits, so opposite mistakes cancel."""
    trained = {name: weights.copy() for name, weights in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(abs(int(np.sum(np.round(prediction))) - int(np.sum(label))))
        gradients = adder_backward(label, cache)
        for name, gradient in gradients.items():
            trained[name] = trained[name] - alpha * gradient
    return trained, errors


# --- add ------------------------------------------------------------------------------------------


@misconception(
    "add",
    hint="Which index of the prediction belongs to the lowest bit?",
    source="a loop that counts places from index 0",
)
def read_from_the_wrong_end(a, b, parameters, binary_dim=8):
    """The first bit is read as the least significant, while it is the most significant."""
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return sum(int(bit) << place for place, bit in enumerate(np.round(prediction)))


@misconception(
    "add",
    hint="What are your bits before you read them as a number: 0 and 1, or something in between?",
    source="the rounding of the sum in place of the bits",
)
def probabilities_weighted_unrounded(a, b, parameters, binary_dim=8):
    """The place values are weighted with probabilities, and only their sum is rounded."""
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return int(np.round(sum(p * 2.0**place for place, p in enumerate(prediction[::-1]))))


@misconception(
    "add",
    hint="What becomes of 0.9 when you make it an int?",
    source="int() cuts off",
)
def probabilities_cut_off(a, b, parameters, binary_dim=8):
    """The probabilities are cut off in place of rounded, so every bit is 0."""
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return int("".join(str(int(p)) for p in prediction), 2)


@misconception(
    "add",
    hint="Call your function with weights of zero. Can an untrained network know the sum?",
    source="a function called add",
)
def the_true_sum_without_the_network(a, b, parameters, binary_dim=8):
    """The numbers are added by Python, and the network is never asked."""
    return int(a) + int(b)


@misconception(
    "add",
    hint="Which of the arguments does your function never read? Try four bits, and ten.",
    source="seed 004's eight bits",
)
def read_with_eight_bits(a, b, parameters, binary_dim=8):
    """The numbers are written in eight bits whatever binary_dim is."""
    prediction, _ = adder_forward(int_to_bits(a), int_to_bits(b), parameters)
    return sum(int(bit) << place for place, bit in enumerate(np.round(prediction)[::-1]))


@misconception(
    "add",
    hint="What is the largest number of the dtype that your sum has? Try more than eight bits.",
    source="seed 004's uint8",
)
def the_sum_wraps_around_in_uint8(a, b, parameters, binary_dim=8):
    """The number is added up in a uint8, which starts again from 0 after 255."""
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    total = sum(int(bit) << place for place, bit in enumerate(np.round(prediction)[::-1]))
    return int(np.array(total).astype(np.uint8))


@misconception(
    "add",
    hint="What do you get for a prediction of eight bits whose first one alone is set?",
    source="np.sum of the bits",
)
def ones_are_counted(a, b, parameters, binary_dim=8):
    """The bits are added up as they are, which counts them in place of reading the number."""
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return int(np.sum(np.round(prediction)))


@misconception(
    "add",
    hint="What is the last bit of an odd number worth, and what is it worth in your sum?",
    source="places counted from 1",
)
def places_counted_from_one(a, b, parameters, binary_dim=8):
    """The lowest bit counts as two, the next as four and so on, so the number is doubled."""
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    bits = np.round(prediction)[::-1]
    return sum(int(bit) << place for place, bit in enumerate(bits, start=1))


@misconception(
    "add",
    hint="What is the bit in place 3 worth? Which of the two numbers is the base?",
    source="base and exponent exchanged",
)
def places_squared(a, b, parameters, binary_dim=8):
    """A bit is worth its place's number squared, in place of a power of two."""
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return sum(int(bit) * place**2 for place, bit in enumerate(np.round(prediction)[::-1]))


@misconception(
    "add",
    hint="Does your result have a digit above 1? In which base is it read?",
    source="int() of the joined digits",
)
def bits_read_as_decimal_digits(a, b, parameters, binary_dim=8):
    """The bits are written in a row and read as a decimal number, so 101 is a hundred and one."""
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return int("".join(str(int(bit)) for bit in np.round(prediction)))


@misconception(
    "add",
    hint="Is your result a number? The network's bits still have to be read.",
    source="the prediction returned as it is",
)
def bits_returned_unread(a, b, parameters, binary_dim=8):
    """The result is the array of bits, not the number that they stand for."""
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return np.round(prediction).astype(int)


@misconception(
    "add",
    hint="Where does the conversion that you use add zeros when there are not eight bits?",
    source="np.packbits, the inverse of seed 004's np.unpackbits",
)
def packed_into_bytes(a, b, parameters, binary_dim=8):
    """The bits are packed into bytes, filled up at the end, and the first is returned."""
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return int(np.packbits(np.round(prediction).astype(np.uint8))[0])


@misconception(
    "add",
    hint="Who turns the numbers round: your function, the forward pass, or both?",
    source="seed 004 reads from the right, and the forward pass does so already",
)
def numbers_turned_round_twice(a, b, parameters, binary_dim=8):
    """The bits are reversed before the forward pass, which reads them from the other end itself."""
    prediction, _ = adder_forward(int_to_bits(a, binary_dim)[::-1], int_to_bits(b, binary_dim)[::-1], parameters)
    return sum(int(bit) << place for place, bit in enumerate(np.round(prediction)[::-1]))
