"""Misconceptions of `lstm`.

The backward passes read the reference's caches: `(v, c_prev, f, i, candidate, o, c_next, parameters)` for a step, with
v the previous state above the input, and a list of those for a sequence.
"""

from __future__ import annotations

import numpy as np

from solutions.lstm import lstm_cell_backward, lstm_cell_forward, sigmoid, softmax

from . import misconception

# --- lstm_cell_forward ---------------------------------------------------------------------------


@misconception(
    "lstm_cell_forward",
    hint="To which part of the stack do the first n_a columns of a weight matrix belong?",
    source="two arrays stacked in the order of the arguments",
)
def input_stacked_above_the_state(xt, a_prev, c_prev, parameters):
    """The input is stacked above the state, so each weight meets the wrong number."""
    v = np.concatenate([xt, a_prev])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Open one gate fully and shut the other: what should be left in the memory?",
    source="two sigmoids that differ in a letter",
)
def forget_and_input_gate_exchanged(xt, a_prev, c_prev, parameters):
    """The input gate decides what is kept, and the forget gate what is written."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = i * c_prev + f * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="How many gates does the GRU have, and how many the LSTM? Which does your memory never read?",
    source="seed 002: (1 - update) became the forget gate",
)
def kept_is_what_is_not_written(xt, a_prev, c_prev, parameters):
    """What is kept is one minus the input gate, as in the GRU; the forget gate has no say."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = (1 - i) * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Can your unit keep all and write all at the same step? Which gate does it never read?",
    source="the coupled gates of a well-known variant",
)
def written_is_what_is_not_kept(xt, a_prev, c_prev, parameters):
    """What is written is one minus the forget gate; the input gate has no say."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + (1 - f) * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="How does your memory get rid of what it no longer needs?",
    source="the LSTM of 1997 had no forget gate",
)
def forget_gate_left_out(xt, a_prev, c_prev, parameters):
    """The old memory is kept whole, whatever the forget gate says."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Shut the input gate. Does the memory still change?",
    source="seed 002 says (1 - update) became one gate",
)
def input_gate_left_out(xt, a_prev, c_prev, parameters):
    """The candidate is written whole, whatever the input gate says."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Which of your arguments is never read?",
    source="a vanilla RNN with gates",
)
def old_memory_dropped(xt, a_prev, c_prev, parameters):
    """The memory is what this step writes, and nothing of the old one."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="What becomes of the memory when the forget gate is 1?",
    source="the gate's name says the opposite of what its value means",
)
def forgetting_where_the_gate_is_open(xt, a_prev, c_prev, parameters):
    """A forget gate near 1 is taken to mean that all is forgotten."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = (1 - f) * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Keep all and write 0.9 at two steps. What should the memory be?",
    source="tanh around the sum, as in a vanilla RNN",
)
def memory_squashed(xt, a_prev, c_prev, parameters):
    """The memory itself goes through the tanh, so it can never grow beyond 1."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = np.tanh(f * c_prev + i * candidate)
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Can your unit write a negative number?",
    source="four lines of which three have a sigmoid",
)
def candidate_with_a_sigmoid(xt, a_prev, c_prev, parameters):
    """The candidate is squashed by a sigmoid, so the memory can only grow."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = sigmoid(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="In which range does a candidate lie?",
    source="an activation lost in copying",
)
def candidate_without_its_tanh(xt, a_prev, c_prev, parameters):
    """The candidate is the weighted sum itself, without any squashing."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = parameters["Wc"] @ v + parameters["bc"]
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="In which range does a candidate lie? Read the name of its activation letter by letter.",
    source="seed 002's comment has np.tan: a student's slip in a trial",
)
def candidate_with_the_tangent(xt, a_prev, c_prev, parameters):
    """The candidate is made with the tangent in place of the hyperbolic tangent."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tan(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="What would it mean to keep less than nothing of the memory? In which range does a gate lie?",
    source="the candidate's line copied for the gates",
)
def gates_with_tanh(xt, a_prev, c_prev, parameters):
    """The three gates are squashed by tanh, so they can be negative."""
    v = np.concatenate([a_prev, xt])
    f = np.tanh(parameters["Wf"] @ v + parameters["bf"])
    i = np.tanh(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = np.tanh(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Change a_prev. Which of your four sums should change?",
    source="seed 002's text speaks of the input only",
)
def gates_do_not_read_the_state(xt, a_prev, c_prev, parameters):
    """The gates and the candidate see the input only, not the state."""
    v = np.concatenate([np.zeros_like(a_prev), xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Which of the two states is stacked with the input?",
    source="the GRU, whose gates read c",
)
def gates_read_the_memory(xt, a_prev, c_prev, parameters):
    """The gates and the candidate read the old memory where they should read the old state."""
    v = np.concatenate([c_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Set all weights to zero. What should decide how far a gate is open?",
    source="seed 003: biases missing from formulas",
)
def biases_of_the_gates_forgotten(xt, a_prev, c_prev, parameters):
    """No gate adds its bias."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v)
    i = sigmoid(parameters["Wi"] @ v)
    candidate = np.tanh(parameters["Wc"] @ v)
    o = sigmoid(parameters["Wo"] @ v)
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Which entries of the parameters does your function never read?",
    source="a line that was copied and not changed",
)
def output_gate_copied_from_the_input_gate(xt, a_prev, c_prev, parameters):
    """The output gate has the weights and the bias of the input gate."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Which entry of the parameters does your function never read?",
    source="a copied line of which one of two names was changed: a student's slip in a trial",
)
def output_gate_with_the_bias_of_the_input_gate(xt, a_prev, c_prev, parameters):
    """The output gate has its own weights, but the bias of the input gate."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bi"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Which entry of the parameters does your function never read?",
    source="a copied line of which one of two names was changed: a student's slip in a trial",
)
def candidate_with_the_weights_of_the_input_gate(xt, a_prev, c_prev, parameters):
    """The candidate has its own bias, but the weights of the input gate."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wi"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="In which range does the hidden state lie, however large the memory is?",
    source="the last line's tanh overlooked",
)
def state_without_the_tanh(xt, a_prev, c_prev, parameters):
    """The state shows the memory as it is, without the tanh around it."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * c_next
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Call your function of a large memory and look at the size of the state.",
    source="seed 002's comment has np.tan",
)
def tangent_for_tanh(xt, a_prev, c_prev, parameters):
    """The state is made with the tangent in place of the hyperbolic tangent."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tan(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="With a huge memory and an output gate of one half, what should the state be?",
    source="brackets in the wrong place",
)
def output_gate_inside_the_tanh(xt, a_prev, c_prev, parameters):
    """The output gate is applied to the memory before the tanh, not after it."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = np.tanh(o * c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Shut the output gate. What should the state be?",
    source="a gate that is computed and not used",
)
def output_gate_left_out(xt, a_prev, c_prev, parameters):
    """The state shows the tanh of the whole memory, whatever the output gate says."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Has the memory that you show already been renewed?",
    source="c_prev in place of c_next",
)
def state_shows_the_old_memory(xt, a_prev, c_prev, parameters):
    """The state is made from the memory before this step."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_prev)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="With the input gate shut, what should the state still show?",
    source="the cell's tilde overlooked",
)
def state_shows_the_candidate(xt, a_prev, c_prev, parameters):
    """The state is made from the candidate, so it cannot show what was kept."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * candidate
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="What is the output gate for, if the prediction goes past it?",
    source="c_next and a_next side by side",
)
def prediction_from_the_memory(xt, a_prev, c_prev, parameters):
    """The prediction reads the memory, not the state that the output gate shows."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Does your prediction change when the input does?",
    source="the output computed before the state is renewed",
)
def prediction_from_the_old_state(xt, a_prev, c_prev, parameters):
    """The prediction reads the state before this step, so it knows nothing of the input."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_prev + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="With Wy zero, what should the prediction depend on?",
    source="seed 003: biases missing from formulas",
)
def prediction_without_its_bias(xt, a_prev, c_prev, parameters):
    """The prediction leaves out its bias."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next)
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="What do the entries of a column of your prediction add up to?",
    source="logits returned, as many libraries do",
)
def prediction_without_softmax(xt, a_prev, c_prev, parameters):
    """The prediction is the weighted sum, which is no distribution."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = parameters["Wy"] @ a_next + parameters["by"]
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="What do the entries of a column of your prediction add up to?",
    source="the output layer for yes or no",
)
def prediction_with_a_sigmoid(xt, a_prev, c_prev, parameters):
    """Each class gets a sigmoid of its own, so the probabilities do not add up to 1."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = sigmoid(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Which sums of your prediction are 1, those of columns or those of rows?",
    source="one example a row, as in vanilla_rnn",
)
def softmax_over_the_examples(xt, a_prev, c_prev, parameters):
    """The softmax runs along the rows, so examples compete in place of classes."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax((parameters["Wy"] @ a_next + parameters["by"]).T).T
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Call your function with one example, then with two. Does the first one's prediction change?",
    source="a sum without an axis",
)
def softmax_over_the_whole_matrix(xt, a_prev, c_prev, parameters):
    """The softmax divides by the sum of all entries, so all examples together make one distribution."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    powers = np.exp(parameters["Wy"] @ a_next + parameters["by"])
    yt_pred = powers / powers.sum()
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


@misconception(
    "lstm_cell_forward",
    hint="Which of your two results can be larger than 1? In which place does it stand?",
    source="PyTorch names h before c, papers often c before h",
)
def state_and_memory_returned_in_the_other_order(xt, a_prev, c_prev, parameters):
    """The memory is returned first and the state second."""
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return c_next, a_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)


# --- lstm_forward --------------------------------------------------------------------------------


@misconception(
    "lstm_forward",
    hint="What does your loop hand to the next step besides the state?",
    source="the vanilla RNN's loop with one more argument",
)
def memory_not_carried(x, a0, parameters):
    """Each step starts from an empty memory."""
    a, y, c, caches = [], [], [], []
    a_next = a0
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, np.zeros_like(a0), parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="Which state does step 1 read in your loop?",
    source="the argument's name used inside the loop",
)
def state_not_carried(x, a0, parameters):
    """Each step starts from a0, so no gate knows what was read before."""
    a, y, c, caches = [], [], [], []
    c_next = np.zeros_like(a0)
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a0, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="What is in the memory of a network that has not read anything?",
    source="one initial state for both",
)
def memory_starts_from_a0(x, a0, parameters):
    """The memory before the first step is a0 in place of zeros."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, a0
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="What is in the memory of a network that has not read anything?",
    source="forget gates that start open, mistaken for the memory",
)
def memory_starts_from_ones(x, a0, parameters):
    """The memory before the first step is ones in place of zeros."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.ones_like(a0)
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="Which of your arguments is never read?",
    source="both states set to zeros in one line",
)
def a0_is_ignored(x, a0, parameters):
    """The first state is zeros, whatever a0 says."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = np.zeros_like(a0), np.zeros_like(a0)
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="Two things go from step to step. Print both after step 0: are they the same?",
    source="the second argument repeated",
)
def state_handed_on_as_the_memory(x, a0, parameters):
    """The next step gets the shown state in the place of the memory as well."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, a_next if t else c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="In which order does a step return its states, and in which order does it take them?",
    source="c before h in one place, h before c in another",
)
def state_and_memory_exchanged_on_the_way(x, a0, parameters):
    """Each step hands its memory on as the state, and its state as the memory."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in range(x.shape[2]):
        before = (a_next, c_next) if t == 0 else (c_next, a_next)
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], *before, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="What does a step return: the new memory, or what is to be added to the old?",
    source="the cell is added to, so it is added again",
)
def memory_piles_up(x, a0, parameters):
    """A step's new memory is added to the old one, which it already holds."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in range(x.shape[2]):
        a_next, added, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        c_next = c_next + added
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="Which input has the state a[:, :, 0] seen?",
    source="the backward pass's loop, copied",
)
def the_sequence_is_read_backwards(x, a0, parameters):
    """The steps are taken from the last input to the first."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in reversed(range(x.shape[2])):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="Change x at the last step. Does anything in your results change?",
    source="an index that does not move with the loop",
)
def the_first_input_at_every_step(x, a0, parameters):
    """Each step reads the first input of the sequence again."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for _ in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, 0], a_next, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="Has the state a[:, :, 0] seen the first input?",
    source="appending at the top of the loop",
)
def states_one_step_late(x, a0, parameters):
    """a holds the state before each step, so a0 comes first and the last state is missing."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in range(x.shape[2]):
        a.append(a_next)
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="Print a at steps 0 and 1. What was written there, and when?",
    source="a list of views into one array",
)
def every_state_is_the_last_one(x, a0, parameters):
    """All entries of a hold the state after the last step."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack([a_next] * len(a), axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="Which is the last value of t in your loop?",
    source="an off-by-one of a range",
)
def the_last_step_is_left_out(x, a0, parameters):
    """The loop ends one step early, and the last place keeps its zeros."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        caches.append(cache)
        last = t > 0 and t == x.shape[2] - 1
        a.append(0 * a_next if last else a_next)
        y.append(0 * yt_pred if last else yt_pred)
        c.append(0 * c_next if last else c_next)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="How many states does a sequence of T steps have? Print the shape of a.",
    source="return_sequences=False, a library's default",
)
def only_the_last_state_is_returned(x, a0, parameters):
    """a is the state after the last step alone, without an axis for time."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return a_next, np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="In which order are the results asked for?",
    source="the order in which a step returns them",
)
def predictions_and_cells_exchanged(x, a0, parameters):
    """The cells are returned second and the predictions third."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(c, axis=2), np.stack(y, axis=2), caches


@misconception(
    "lstm_forward",
    hint="Which axis is time in the results? Print their shapes for sizes that differ.",
    source="PyTorch's time-first order",
)
def time_is_the_first_axis(x, a0, parameters):
    """The results are put together with time as the first axis in place of the last."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a), np.stack(y), np.stack(c), caches


@misconception(
    "lstm_forward",
    hint="Print y at steps 0 and 1. Which input has each of them seen?",
    source="an output layer after the loop, as in many-to-one networks",
)
def every_prediction_is_the_last_one(x, a0, parameters):
    """The prediction is made once, after the loop, and stands at every step."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack([yt_pred] * len(y), axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="Print the input of step 0 as your loop reads it: does it hold one column of each example?",
    source="reshaping where axes should be exchanged",
)
def axes_exchanged_by_reshaping(x, a0, parameters):
    """The input is reshaped to put time first, which mixes the steps of different examples."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for x_t in x.reshape(x.shape[2], *x.shape[:2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x_t, a_next, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "lstm_forward",
    hint="Can an entry of your c be larger than 1? Should it?",
    source="the tanh around c in the formula of the state",
)
def cells_returned_squashed(x, a0, parameters):
    """c holds the tanh of the cells, the part of them that a state can show."""
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.tanh(np.stack(c, axis=2)), caches


# --- lstm_cell_backward --------------------------------------------------------------------------


@misconception(
    "lstm_cell_backward",
    hint="Set da_next to zero. Which gradients must not be zero?",
    source="the vanilla RNN has only one state",
)
def gradient_of_the_cell_forgotten(da_next, dc_next, cache):
    """What comes back from the next step's cell is ignored."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Set dc_next to zero. Does anything still reach the old memory?",
    source="dc_next taken for the whole gradient of the cell",
)
def path_through_the_state_forgotten(da_next, dc_next, cache):
    """The memory gets the gradient of the next cell only, nothing of what the state has shown."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Make the memory very large: how much does the state still change with it?",
    source="the inner one of two nested functions",
)
def tanh_of_the_memory_without_its_derivative(da_next, dc_next, cache):
    """On its way from the state to the memory, the gradient does not pass the tanh."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="What is the slope of tanh where its value is minus one half?",
    source="the sigmoid's and the tanh's derivative mixed",
)
def derivative_without_the_square(da_next, dc_next, cache):
    """The slope of the memory's tanh is taken as one minus its value, not minus its square."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="For a memory of 3, is your slope positive? Of which number is it one minus the square?",
    source="c_next taken for the tanh's value",
)
def derivative_from_the_memory_itself(da_next, dc_next, cache):
    """The slope of the memory's tanh is computed from the memory, not from its tanh."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - c_next**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="With the output gate shut, how much does the memory matter for the state?",
    source="one factor of three",
)
def output_gate_missing_on_the_way_to_the_memory(da_next, dc_next, cache):
    """What the state sends to the memory is not multiplied with the output gate."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Which of the two gradients of the memory comes through the tanh, and which beside it?",
    source="a bracket around both terms",
)
def gradient_of_the_cell_through_the_tanh(da_next, dc_next, cache):
    """What comes back from the next cell is sent through the tanh, which it never passed."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = (dc_next + da_next * o) * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="What lies between a gate's value and its weighted sum?",
    source="the slope taken for a matter of the activation alone",
)
def derivatives_of_the_gates_forgotten(da_next, dc_next, cache):
    """The gradients of the three gates stop before their sigmoids."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev,
        "i": dc * candidate,
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown,
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Of the four sums, one goes through a tanh. What is the slope there?",
    source="three sigmoids done, the tanh forgotten",
)
def derivative_of_the_candidate_forgotten(da_next, dc_next, cache):
    """The candidate's gradient stops before its tanh."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i,
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="For a candidate of minus one half, is your slope positive?",
    source="four similar lines",
)
def candidate_with_the_slope_of_a_sigmoid(da_next, dc_next, cache):
    """The slope of the candidate's tanh is that of a sigmoid."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * candidate * (1 - candidate),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="What is the slope of a sigmoid at its steepest place, and what is yours?",
    source="the vanilla RNN's derivative",
)
def gates_with_the_slope_of_a_tanh(da_next, dc_next, cache):
    """The slope of the gates' sigmoids is that of a tanh."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * (1 - f**2),
        "i": dc * candidate * (1 - i**2),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * (1 - o**2),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="With an empty memory, does it matter how much of it is kept?",
    source="the product rule applied to one factor",
)
def gates_without_what_they_multiply(da_next, dc_next, cache):
    """The gates' gradients lack the factor that each gate is multiplied with."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * f * (1 - f),
        "i": dc * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="With the input gate shut, does the candidate matter?",
    source="one factor of three",
)
def candidate_without_the_input_gate(da_next, dc_next, cache):
    """The candidate's gradient is not multiplied with the input gate."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Which memory did the forget gate multiply?",
    source="c_next in place of c_prev",
)
def forget_gate_with_the_new_memory(da_next, dc_next, cache):
    """The forget gate's gradient is made with the memory after the step, not before it."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_next * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="What exactly does the output gate multiply?",
    source="c_next in place of its tanh",
)
def output_gate_without_the_tanh(da_next, dc_next, cache):
    """The output gate's gradient is made with the memory, not with its tanh."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * c_next * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Which of the two results does the output gate change?",
    source="the first three gates' line copied",
)
def output_gate_with_the_gradient_of_the_memory(da_next, dc_next, cache):
    """The output gate gets the gradient of the memory, not that of the state."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": dc * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="With an empty old memory, which gate's gradient must be zero?",
    source="two lines that differ in a letter",
)
def forget_and_input_gradients_exchanged(da_next, dc_next, cache):
    """The gradients of forget and input gate are exchanged."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * candidate * i * (1 - i),
        "i": dc * c_prev * f * (1 - f),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Shut one of the two gates: whose gradient should vanish with its slope?",
    source="two lines that differ in letters: a student's slip in a trial",
)
def slopes_of_forget_and_input_gate_exchanged(da_next, dc_next, cache):
    """The forget gate has the slope of the input gate, and the input gate that of the forget gate."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * i * (1 - i),
        "i": dc * candidate * f * (1 - f),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Which gate's value does each of your slopes read?",
    source="the forget gate's line copied for the input gate: a student's slip in a trial",
)
def input_gate_with_the_slope_of_the_forget_gate(da_next, dc_next, cache):
    """The input gate's slope is taken at the value of the forget gate."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * f * (1 - f),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Does the old memory's share of the new one change with the input gate?",
    source="seed 002: update and forget as one gate",
)
def what_is_kept_taken_for_one_minus_the_input_gate(da_next, dc_next, cache):
    """The input gate also gets a gradient for what it does not let in, as in the GRU."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * (candidate - c_prev) * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="With which two things were the weights multiplied?",
    source="the gradient by the input alone",
)
def weights_without_the_part_of_the_state(da_next, dc_next, cache):
    """The weights' gradients have zeros where the weights read the state."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ np.concatenate([np.zeros_like(v[:n_a]), v[n_a:]]).T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Which state did the gates read?",
    source="a_next in place of a_prev",
)
def weights_with_the_state_after(da_next, dc_next, cache):
    """The weights' gradients are made with the state after the step, not before it."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ np.concatenate([o * shown, v[n_a:]]).T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="To which part of the stack do the first n_a columns of a weight matrix belong?",
    source="two arrays stacked in the order of the arguments",
)
def weights_with_the_input_first(da_next, dc_next, cache):
    """The weights' gradients have the input's columns first and the state's after them."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ np.concatenate([v[n_a:], v[:n_a]]).T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="How many rows of the stack belong to the state, and do they come first?",
    source="an index that fits when n_a and n_x are equal",
)
def stack_cut_as_if_the_input_came_first(da_next, dc_next, cache):
    """The stack's gradient is cut after n_x rows, as if the input stood above the state."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[:-n_a], "da_prev": dv[-n_a:], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Print the shapes of the two for sizes that differ: whose is which?",
    source="two results in the other order",
)
def state_and_input_exchanged(da_next, dc_next, cache):
    """The state gets the gradient of the input, and the input that of the state."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[:n_a], "da_prev": dv[n_a:], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="How many gates have read the stack, and how many terms does your sum have?",
    source="the output gate is thought of as the end",
)
def nothing_back_through_the_output_gate(da_next, dc_next, cache):
    """State and input get nothing back through the output gate."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items() if gate != "o")
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="How many gates have read the stack, and how many terms does your sum have?",
    source="the vanilla RNN, which has no gates",
)
def back_through_the_candidate_only(da_next, dc_next, cache):
    """State and input get their gradient through the candidate alone, not through the gates."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = parameters["Wc"].T @ deltas["c"]
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="With the forget gate shut, does the old memory matter?",
    source="the constant error of the LSTM of 1997, which never forgot",
)
def old_memory_without_the_forget_gate(da_next, dc_next, cache):
    """The memory's gradient goes back whole, without the forget gate."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Set dc_next to zero. Does the old memory still change the state?",
    source="dc_next taken for the whole gradient of the cell",
)
def old_memory_from_the_next_cell_only(da_next, dc_next, cache):
    """The old memory gets its gradient from the next cell alone, not through the state."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc_next * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Which gate stands before the old memory?",
    source="two gates exchanged",
)
def old_memory_through_the_input_gate(da_next, dc_next, cache):
    """The gradient of the old memory is multiplied with the input gate."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * i}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="If an example is repeated, does each copy count only half?",
    source="a loss that is a mean over the examples",
)
def bias_gradients_averaged(da_next, dc_next, cache):
    """The gradients of the biases are means over the examples, not sums."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.mean(axis=1, keepdims=True)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Print the shape of a bias and that of its gradient.",
    source="a sum that drops its axis",
)
def bias_gradients_without_the_second_axis(da_next, dc_next, cache):
    """The gradients of the biases are vectors, while the biases are columns."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1)
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="Print the shape of a bias and that of its gradient.",
    source="the sum forgotten",
)
def bias_gradients_not_summed(da_next, dc_next, cache):
    """The gradients of the biases have a column for each example."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta
    return gradients


@misconception(
    "lstm_cell_backward",
    hint="If an example is repeated, does each copy count only half?",
    source="a loss that is a mean over the examples",
)
def weight_gradients_divided_by_the_examples(da_next, dc_next, cache):
    """The gradients of weights and biases are divided by the number of examples."""
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a, shown = len(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T / v.shape[1]
        gradients["db" + gate] = delta.mean(axis=1, keepdims=True)
    return gradients


# --- lstm_backward -------------------------------------------------------------------------------


@misconception(
    "lstm_backward",
    hint="By how many paths does a state reach the loss? One of them leads to the next step.",
    source="seed 004's dL/dw_i",
)
def nothing_is_carried_back(da, caches):
    """Each step gets its own upstream gradient only; what later steps send back is dropped."""
    nothing = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t], nothing, caches[t])
        dx.append(step["dxt"])
        da_prev = step["da_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="What links a cell to the next one, besides the state?",
    source="the vanilla RNN's loop with one more argument",
)
def gradient_of_the_memory_is_not_carried(da, caches):
    """What a later cell sends back is dropped at each step; only the states' gradients go on."""
    da_prev = nothing = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, nothing, caches[t])
        dx.append(step["dxt"])
        da_prev = step["da_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="Who has read a[:, :, t] besides the loss?",
    source="da taken for the whole gradient of the states",
)
def gradient_of_the_state_is_not_carried(da, caches):
    """What a later step sends back to the state is dropped; only the cells' gradients go on."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t], dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="Set all of da to zero but its first step. Which gradients must not be zero?",
    source="seed 001's loss at T only",
)
def upstream_of_the_last_step_only(da, caches):
    """Only the last step's upstream gradient is read; those of the steps before it are ignored."""
    da_prev, dc_prev = da[:, :, -1], np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="Where does a gradient enter that belongs to a[:, :, t] alone?",
    source="the loss taken as a sum that is known only at the end",
)
def all_upstream_gradients_enter_at_the_end(da, caches):
    """The upstream gradients of all steps are added up and handed to the last step."""
    da_prev, dc_prev = da.sum(axis=2), np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="Of what is da[:, :, t] the gradient? The way from there to the memory is inside the step.",
    source="two upstream arguments, one array to give",
)
def upstream_gradient_given_to_the_memory_too(da, caches):
    """The upstream gradient of a step enters its memory directly as well."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, da[:, :, t] + dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="At how many places of your loop is the upstream gradient of one step added?",
    source="added before the step and after it",
)
def upstream_gradient_counted_twice(da, caches):
    """The upstream gradient of a step goes into the step and is handed on beside it as well."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"] + da[:, :, t], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="In which order does your step take its two upstream gradients?",
    source="c before h in one place, h before c in another",
)
def carried_gradients_exchanged(da, caches):
    """The memory's gradient is carried on as the state's, and the state's as the memory's."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["dc_prev"], step["da_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="What a step sends back already holds what came from later. Is it added once?",
    source="accumulating what should be replaced",
)
def carried_memory_gradients_pile_up(da, caches):
    """What was carried back for the memory is added to what was carried before."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], dc_prev + step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="What a step sends back already holds what came from later. Is it added once?",
    source="accumulating what should be replaced",
)
def carried_state_gradients_pile_up(da, caches):
    """What was carried back for the state is added to what was carried before."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = da_prev + step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": step["da_prev"], **shared}


@misconception(
    "lstm_backward",
    hint="Every step uses the same weights. What remains of the last step's share after your loop?",
    source="an assignment where a sum is meant",
)
def shared_gradients_overwritten(da, caches):
    """Each step overwrites the gradients of weights and biases, so one step's share is left."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="Compare how you collect the gradients of the biases with how you collect those of the weights.",
    source="eight similar lines",
)
def bias_gradients_overwritten(da, caches):
    """The gradients of the biases are those of one step, while the weights' are added up."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = (shared.get(name, 0) if name.startswith("dW") else 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="If a step is repeated T times, does each of them count only a T-th?",
    source="a loss that is a mean over time",
)
def shared_gradients_averaged_over_time(da, caches):
    """The gradients of weights and biases are divided by the number of steps."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name] / da.shape[2]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="Which step's gradient must be complete before another's can begin?",
    source="the forward pass's loop, copied",
)
def time_runs_forwards(da, caches):
    """The loop runs from the first step to the last, so gradients are carried into the future."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in range(da.shape[2]):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx, axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="Of which step is the first entry that your loop collects?",
    source="appending in a loop that runs backwards",
)
def dx_in_reverse_order(da, caches):
    """The gradients of the inputs are right, but the last step's comes first."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx, axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="Print dx at steps 0 and 1. What was written there, and when?",
    source="a list of views into one array",
)
def dx_of_one_step_everywhere(da, caches):
    """The gradient of the last input that the loop has seen stands at every step."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[-1:] * len(dx), axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="Print the shape of dx for sizes that differ, and compare it with that of x.",
    source="PyTorch's time-first order",
)
def dx_with_time_first(da, caches):
    """The gradients of the inputs are put together with time as the first axis."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1]), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="After the loop, which variable holds the gradient of the state before the first step?",
    source="the stub's zeros returned as they were",
)
def da0_left_at_zero(da, caches):
    """da0 is zeros, as if the first state had no influence on the loss."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": np.zeros_like(da_prev), **shared}


@misconception(
    "lstm_backward",
    hint="a0 is the state before the first step. Has your da0 been back through that step?",
    source="a[:, :, 0] taken for a0",
)
def da0_stops_after_the_first_step(da, caches):
    """da0 is the gradient of the state after the first step, not of the one before it."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        da_next = da[:, :, t] + da_prev
        step = lstm_cell_backward(da_next, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_next, **shared}


@misconception(
    "lstm_backward",
    hint="Two gradients are left when the loop ends. Which of them was asked for?",
    source="the first cell mistaken for the first state",
)
def da0_is_the_gradient_of_the_memory(da, caches):
    """da0 is the gradient of the memory before the first step, not of the state."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": dc_prev, **shared}


@misconception(
    "lstm_backward",
    hint="How many steps read a0 directly?",
    source="a0 treated like a weight",
)
def da0_summed_over_all_steps(da, caches):
    """da0 collects what each step sends to the state before it, as if all of them had read a0."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, da0, shared = [], 0, {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        da0 = da0 + da_prev
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da0, **shared}


@misconception(
    "lstm_backward",
    hint="Whose input, gates and memory does each of your steps read?",
    source="one cache for the whole sequence, or views of one array",
)
def the_last_cache_at_every_step(da, caches):
    """Each step is taken back with the last step's cache."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[-1])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "lstm_backward",
    hint="Which is the last value of t in your loop?",
    source="an off-by-one of a range that counts down",
)
def the_first_step_is_left_out(da, caches):
    """The loop ends before the first step, whose share is missing everywhere."""
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    v, c_prev, *_, parameters = caches[0]
    dx, shared = [], {"d" + name: 0 * weights for name, weights in parameters.items() if name[1] != "y"}
    for t in range(da.shape[2] - 1, 0, -1):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack([0 * v[len(c_prev) :], *dx[::-1]], axis=2), "da0": da_prev, **shared}
