"""Misconceptions of `deep_bidirectional`.

They call the functions that the lesson gives, `rnn_step` and `softmax`, as a student would.
"""

from __future__ import annotations

import numpy as np

from solutions.deep_bidirectional import rnn_step, softmax

from . import misconception

# --- brnn_forward --------------------------------------------------------------------------------


@misconception(
    "brnn_forward",
    hint="The first entry of your list of backward states: which step of the input has it read?",
    source="states appended as they come",
)
def backward_states_left_in_reading_order(x, parameters):
    """The backward states stay in the order in which they were read, so step 0 is joined with the last step's."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Compare the last column of the backward states that you return with one step from zeros on the last input.",
    source="a reversed copy that is used once",
)
def backward_states_put_back_for_the_prediction_alone(x, parameters):
    """The prediction reads the right backward states, but they are returned in the order of reading."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    both = [np.concatenate(pair) for pair in zip(forward, backward[::-1], strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Change the last input. Does your first prediction change?",
    source="the first loop copied",
)
def both_networks_read_forward(x, parameters):
    """The second network, too, reads from the first step to the last, so nobody sees the future."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Change the first input. Does your last prediction change?",
    source="the sequence reversed once for both",
)
def both_networks_read_backward(x, parameters):
    """The first network, too, reads from the last step to the first, so nobody sees the past."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    forward.reverse()
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Which entries of the parameters does your function never read?",
    source="the backward network taken for the same one in reverse",
)
def backward_network_with_the_forward_weights(x, parameters):
    """Both networks run with the forward network's weights; the backward ones are never read."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Which weights belong to the network that reads the first step first?",
    source="two dicts with alike names",
)
def weights_of_the_directions_exchanged(x, parameters):
    """Each network reads with the other one's weights."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Run your function on one step. What should the backward network know before it reads?",
    source="one variable for both loops",
)
def backward_network_goes_on_from_the_forward_one(x, parameters):
    """The backward network starts from the last forward state in place of zeros."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward = []
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="What does a network know before it has read anything?",
    source="an initial value of the wrong kind",
)
def networks_start_from_ones(x, parameters):
    """Both networks start from ones in place of zeros."""
    zeros = np.ones((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="To which network do the first n_a columns of Wy belong?",
    source="the order of a stack",
)
def backward_state_above_the_forward_one(x, parameters):
    """The backward state is stacked above the forward one, so each half of Wy meets the other's state."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(backward, forward, strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Which half of Wy is never read?",
    source="the plain network's prediction",
)
def prediction_from_the_forward_state_alone(x, parameters):
    """The prediction reads the forward state only, as a plain RNN does."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate([state, zeros]) for state in forward]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Which half of Wy is never read?",
    source="the last loop's variable used",
)
def prediction_from_the_backward_state_alone(x, parameters):
    """The prediction reads the backward state only."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate([zeros, state]) for state in backward]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="How many columns does Wy have, and how many numbers does your prediction read at a step?",
    source="some libraries offer the sum in place of the stack",
)
def states_added_before_the_prediction(x, parameters):
    """The two states are added and read by the forward half of Wy, so nobody can tell them apart."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [sum(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax(parameters["Wy"][:, : len(zeros)] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="How often does the softmax run at a step, and what does it read?",
    source="two models combined as an ensemble",
)
def predictions_of_the_two_networks_averaged(x, parameters):
    """Each network predicts by itself and the two predictions are averaged; the softmax should see both states at
    once.
    """
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    Wf, Wb = np.split(parameters["Wy"], 2, axis=1)
    by, pairs = parameters["by"], zip(forward, backward, strict=True)
    y = [(softmax(Wf @ one + by) + softmax(Wb @ other + by)) / 2 for one, other in pairs]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Are your predictions the same at every step? Which states belong to step t?",
    source="sentence classification with a bidirectional network",
)
def prediction_from_the_two_final_states(x, parameters):
    """Every step's prediction reads what each network holds when it has finished, as one label for the sequence
    would.
    """
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate([forward[-1], backward[0]])] * x.shape[2]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="At the last step, your prediction reads a backward state: which input has that one read?",
    source="the past of one network, the future of the other",
)
def prediction_reads_the_next_backward_state(x, parameters):
    """The prediction at a step reads the backward state of the step after it, which has not read the present input."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(forward, [*backward[1:], zeros], strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="At the first step, your prediction reads a forward state: which input has that one read?",
    source="the past of one network, the future of the other",
)
def prediction_reads_the_previous_forward_state(x, parameters):
    """The prediction at a step reads the forward state of the step before it, which has not read the present input."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip([zeros, *forward[:-1]], backward, strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Which state does your backward network read at the first step of the sequence?",
    source="the initial state used inside the loop",
)
def backward_states_not_carried(x, parameters):
    """The backward network starts from zeros at every step, so it sees the present only."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], zeros, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Which state does your forward network read at step 1?",
    source="the initial state used inside the loop",
)
def forward_states_not_carried(x, parameters):
    """The forward network starts from zeros at every step, so it sees the present only."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], zeros, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Which axis of the input is time? Which one did you turn around?",
    source="a reversal without thinking of the axis",
)
def features_reversed_in_place_of_time(x, parameters):
    """The order of the features is reversed in place of the order of the steps."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[::-1, :, t], a, parameters["backward"])
        backward.append(a)
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="At which step was your first prediction made?",
    source="the prediction inside the second loop",
)
def predictions_left_in_backward_order(x, parameters):
    """The predictions are made while reading backward and stay in that order."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y[::-1], axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Which of the three results has read only the first input in its first column?",
    source="the order of three results",
)
def states_returned_in_the_other_order(x, parameters):
    """The backward states are returned second and the forward ones last."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax(parameters["Wy"] @ states + parameters["by"]) for states in both]
    return np.stack(y, axis=2), np.stack(backward, axis=2), np.stack(forward, axis=2)


@misconception(
    "brnn_forward",
    hint="With Wy zero, what should the prediction depend on?",
    source="seed 003: biases missing from formulas",
)
def prediction_without_its_bias(x, parameters):
    """The prediction leaves out its bias."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax(parameters["Wy"] @ states) for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="What do the entries of a column of your prediction add up to?",
    source="logits returned, as many libraries do",
)
def prediction_without_softmax(x, parameters):
    """The prediction is the weighted sum, which is no distribution."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [parameters["Wy"] @ states + parameters["by"] for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Which sums of your prediction are 1, those of columns or those of rows?",
    source="one example a row, as in vanilla_rnn",
)
def softmax_over_the_examples(x, parameters):
    """The softmax runs along the rows, so examples compete in place of classes."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    y = [softmax((parameters["Wy"] @ states + parameters["by"]).T).T for states in both]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


@misconception(
    "brnn_forward",
    hint="Along which axis of your prediction do the entries add up to 1?",
    source="a softmax over the last axis",
)
def softmax_over_the_steps(x, parameters):
    """The softmax runs along time, so steps compete in place of classes."""
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, a = [], zeros
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        forward.append(a)
    backward, a = [], zeros
    for t in reversed(range(x.shape[2])):
        a = rnn_step(x[:, :, t], a, parameters["backward"])
        backward.append(a)
    backward.reverse()
    both = [np.concatenate(pair) for pair in zip(forward, backward, strict=True)]
    powers = [np.exp(parameters["Wy"] @ states + parameters["by"]) for states in both]
    y = [power / sum(powers) for power in powers]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


# --- deep_rnn_forward ----------------------------------------------------------------------------


@misconception(
    "deep_rnn_forward",
    hint="Run three layers on a sequence of one step. Does the input reach the top?",
    source="below and before mixed up",
)
def below_one_step_late(x, a0, parameters):
    """A layer reads what the layer below held at the step before, so each layer adds a delay."""
    below, a = x, []
    for layer, (weights, state) in enumerate(zip(parameters["layers"], a0, strict=True)):
        if layer:
            below = np.concatenate([a0[layer - 1][:, :, None], below[:, :, :-1]], axis=2)
        states = []
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Which two states does layer 1 read at step 1, and at which steps were they made?",
    source="below and before mixed up",
)
def the_past_of_the_layer_below(x, a0, parameters):
    """A layer carries on the previous state of the layer below in place of its own."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states = []
        past = [state, *np.moveaxis(below, 2, 0)] if a else None
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], past[t] if past else state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="After step 0, how many states are needed for step 1?",
    source="one variable in the inner loop",
)
def one_state_for_all_layers(x, a0, parameters):
    """All layers share one variable for the state, so a layer takes for its past what the layer below has just made."""
    state, steps = a0[0], []
    for t in range(x.shape[2]):
        below, made = x[:, :, t], []
        for weights in parameters["layers"]:
            below = state = rnn_step(below, state, weights)
            made.append(state)
        steps.append(made)
    a = [np.stack(states, axis=2) for states in zip(*steps, strict=True)]
    y = [softmax(parameters["Wya"] @ made[-1] + parameters["by"]) for made in steps]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Which entries of a0 does your function never read?",
    source="an index left out",
)
def every_layer_starts_from_the_first_a0(x, a0, parameters):
    """All layers start from the bottom layer's initial state."""
    below, a = x, []
    for weights in parameters["layers"]:
        states, state = [], a0[0]
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Which of your arguments is never read?",
    source="zeros as in the bidirectional network",
)
def a0_is_ignored(x, a0, parameters):
    """All layers start from zeros, whatever a0 says."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states, state = [], np.zeros_like(state)
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Which entries of a0 does your function never read?",
    source="an initial state for the network, not for each layer",
)
def upper_layers_start_from_zeros(x, a0, parameters):
    """Only the bottom layer starts from its a0; the others start from zeros."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states, state = [], np.zeros_like(state) if a else state
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="In a sequence of one step, should what layer 0 does reach layer 1 through Waa?",
    source="a variable that lives on between two loops",
)
def a_layer_starts_where_the_one_below_ended(x, a0, parameters):
    """A layer starts from the last state of the layer below in place of its own a0."""
    below, a, state = x, [], a0[0]
    for weights in parameters["layers"]:
        states = []
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Which layers have a Waa, and what does each multiply at step 2?",
    source="a feed-forward network on top of an RNN",
)
def upper_layers_without_a_past(x, a0, parameters):
    """Only the bottom layer carries its state; the others see their a0 at every step, like layers of a feed-forward
    network.
    """
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states = []
        for t in range(x.shape[2]):
            after = rnn_step(below[:, :, t], state, weights)
            state = state if a else after
            states.append(after)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Which layers have a Waa, and what does each multiply at step 2?",
    source="an RNN on top of a feed-forward network",
)
def only_the_top_layer_has_a_past(x, a0, parameters):
    """Only the top layer carries its state; those below it see their a0 at every step."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states = []
        for t in range(x.shape[2]):
            after = rnn_step(below[:, :, t], state, weights)
            state = after if len(a) == len(a0) - 1 else state
            states.append(after)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Which entries of the parameters does your function never read?",
    source="weights shared over time, and so over layers too",
)
def recurrent_weights_of_the_bottom_layer_for_all(x, a0, parameters):
    """All layers carry their state with the bottom layer's Waa."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states, weights = [], {**weights, "Waa": parameters["layers"][0]["Waa"]}
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Set all weights to zero. What should each layer's states be?",
    source="seed 003: biases missing from formulas",
)
def biases_of_the_upper_layers_forgotten(x, a0, parameters):
    """Only the bottom layer adds its bias."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states, weights = [], {**weights, "ba": weights["ba"] * (not a)}
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Does a later input change an earlier state of your network?",
    source="depth mixed up with both directions",
)
def every_second_layer_reads_backward(x, a0, parameters):
    """Each layer reads the layer below from its end, as if depth turned the direction around."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states = []
        for t in range(x.shape[2])[:: -1 if a else 1]:
            state = rnn_step(below[:, :, t], state, weights)
            states.insert(0 if a else t, state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="In which range do the states of a tanh layer lie?",
    source="skip connections, seen elsewhere",
)
def a_layer_adds_what_is_below(x, a0, parameters):
    """Each upper layer adds its input to its own state, as a residual network does."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states = []
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        states = [one + below[:, :, t] if a else one for t, one in enumerate(states)]
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Change the top layer's weights. Does your prediction change?",
    source="index 0 for the first thing that comes to mind",
)
def prediction_from_the_bottom_layer(x, a0, parameters):
    """The prediction reads the bottom layer, so the layers above it do nothing."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states = []
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in np.moveaxis(a[0], 2, 0)]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Which layers does the prediction read by the formula?",
    source="Graves's text generator reads all layers",
)
def prediction_from_all_layers(x, a0, parameters):
    """The prediction reads the sum of all layers' states."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states = []
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in np.moveaxis(sum(a), 2, 0)]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Are your predictions the same at every step?",
    source="a variable that lives on after its loop",
)
def prediction_from_the_last_step(x, a0, parameters):
    """Every step's prediction reads the top layer's state after the last step."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states = []
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ state + parameters["by"]) for _ in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Which entry of your list changes when only the top layer's weights do?",
    source="layers drawn from top to bottom",
)
def layers_returned_top_first(x, a0, parameters):
    """The layers' states are returned with the top layer first."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states = []
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a[::-1]


@misconception(
    "deep_rnn_forward",
    hint="Has the state at step 0 read the input of step 0?",
    source="a list that begins with the initial state",
)
def states_one_step_late(x, a0, parameters):
    """Each layer's first state is its a0, and the last one is missing."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states = []
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(np.concatenate([a0[len(a)][:, :, None], below[:, :, :-1]], axis=2))
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Which step's input does your loop take?",
    source="an index that does not move",
)
def the_first_input_at_every_step(x, a0, parameters):
    """The bottom layer reads the first input at every step."""
    below, a = np.repeat(x[:, :, :1], x.shape[2], axis=2), []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states = []
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top + parameters["by"]) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="With Wya zero, what should the prediction depend on?",
    source="seed 003: biases missing from formulas",
)
def bias_of_the_prediction_forgotten(x, a0, parameters):
    """The prediction leaves out its bias."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states = []
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax(parameters["Wya"] @ top) for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="What do the entries of a column of your prediction add up to?",
    source="logits returned, as many libraries do",
)
def prediction_as_a_plain_sum(x, a0, parameters):
    """The prediction is the weighted sum, which is no distribution."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states = []
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [parameters["Wya"] @ top + parameters["by"] for top in states]
    return np.stack(y, axis=2), a


@misconception(
    "deep_rnn_forward",
    hint="Which sums of your prediction are 1, those of columns or those of rows?",
    source="one example a row, as in vanilla_rnn",
)
def softmax_along_the_rows(x, a0, parameters):
    """The softmax runs along the rows, so examples compete in place of classes."""
    below, a = x, []
    for weights, state in zip(parameters["layers"], a0, strict=True):
        states = []
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(below)
    y = [softmax((parameters["Wya"] @ top + parameters["by"]).T).T for top in states]
    return np.stack(y, axis=2), a
