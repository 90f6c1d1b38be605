"""Misconceptions of `gru`.

The backward pass reads the reference's cache, `(v, u, r, candidate, parameters)`, with v the previous memory above the
input.
"""

from __future__ import annotations

import numpy as np

from solutions.gru import gru_cell_forward, sigmoid, softmax

from . import misconception

# --- simple_gru_cell_forward ---------------------------------------------------------------------


@misconception(
    "simple_gru_cell_forward",
    hint="To which part of the stack do the first n_a columns of a weight matrix belong?",
    source="two arrays stacked in the order of the arguments",
)
def input_stacked_above_the_memory(xt, c_prev, parameters):
    """The input is stacked above the memory, so each weight meets the wrong number."""
    v = np.concatenate([xt, c_prev])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="Open the gate fully: is the new memory your candidate, or the old one?",
    source="seed 003, PyTorch and Cho et al. (2014): the other convention",
)
def the_gate_says_what_is_kept(xt, c_prev, parameters):
    """A large update gate keeps the old memory, and a small one writes: the convention of
    other texts, opposite to this course's.
    """
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = (1 - u) * candidate + u * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="Open the gate fully: what should be left of the old memory?",
    source="the LSTM of 1997, which only adds",
)
def all_of_the_old_memory_is_kept(xt, c_prev, parameters):
    """The candidate's share is added to the whole of the old memory, so nothing is ever
    written over.
    """
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate + c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="Shut the gate: does the memory still change?",
    source="one of the gate's two places forgotten",
)
def all_of_the_candidate_is_written(xt, c_prev, parameters):
    """The candidate is written whole, whatever the gate says about it."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="Shut the gate: what should the memory be after the step?",
    source="a vanilla RNN with a gate",
)
def nothing_of_the_old_memory_is_kept(xt, c_prev, parameters):
    """The new memory is what this step writes, and nothing of the old one."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="Shut the gate: is the memory after the step exactly the one before it?",
    source="tanh around the sum, as in a vanilla RNN",
)
def mixture_squashed(xt, c_prev, parameters):
    """The mixture goes through a tanh once more, so that a memory fades even where the gate
    is shut.
    """
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = np.tanh(u * candidate + (1 - u) * c_prev)
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="Can your unit write a negative number?",
    source="two similar lines",
)
def candidate_with_the_sigmoid_of_a_gate(xt, c_prev, parameters):
    """The candidate is squashed by a sigmoid, so nothing negative can be written."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    candidate = sigmoid(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="In which range does a candidate lie?",
    source="an activation lost in copying",
)
def candidate_not_squashed(xt, c_prev, parameters):
    """The candidate is the weighted sum itself, without any squashing."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    candidate = parameters["Wc"] @ v + parameters["bc"]
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="What would it mean to write less than nothing? In which range does a gate lie?",
    source="the candidate's line copied for the gate",
)
def update_gate_with_a_tanh(xt, c_prev, parameters):
    """The update gate is squashed by a tanh, so it can be negative."""
    v = np.concatenate([c_prev, xt])
    u = np.tanh(parameters["Wu"] @ v + parameters["bu"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="Change Wr: should anything that this function returns change?",
    source="the full cell's formula; all its weights are in parameters",
)
def reset_gate_used_all_the_same(xt, c_prev, parameters):
    """The candidate reads the memory through the reset gate, which the simple cell does not
    have.
    """
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([r * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="Which two of the eight parameters does this step never read?",
    source="two names that differ in a letter",
)
def reset_weights_for_the_update_gate(xt, c_prev, parameters):
    """The update gate is made with the weights and the bias of the reset gate."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wr"] @ v + parameters["br"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="How many numbers does the update gate have for one example, and how many units are there?",
    source="seed 002's quiz: how many entries has the gate?",
)
def one_gate_for_all_units(xt, c_prev, parameters):
    """All units share one gate, the mean of theirs, where each unit has its own."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u.mean(axis=0) * candidate + (1 - u.mean(axis=0)) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="Set all weights to zero: what should decide how far the gate is open?",
    source="seed 003: biases missing from formulas",
)
def bias_of_the_update_gate_forgotten(xt, c_prev, parameters):
    """The update gate does not add its bias."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v)
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="Change the old memory: should the update gate change?",
    source="the stack used for the candidate alone",
)
def the_gate_reads_the_input_only(xt, c_prev, parameters):
    """The update gate sees the input, but not the old memory."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"][:, len(c_prev) :] @ xt + parameters["bu"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="Has the prediction of your step seen this step's input?",
    source="two names that differ in a word",
)
def prediction_from_the_old_memory(xt, c_prev, parameters):
    """The prediction reads the memory before the step."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_prev + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)


@misconception(
    "simple_gru_cell_forward",
    hint="Along which axis do the classes lie? Print the sum of each column of your prediction.",
    source="the axis of a library's softmax",
)
def probabilities_sum_over_the_examples(xt, c_prev, parameters):
    """The softmax runs over the examples, so a row sums to 1 in place of a column."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax((parameters["Wy"] @ c_next + parameters["by"]).T).T
    return c_next, yt_pred, (v, u, candidate, parameters)


# --- gru_cell_forward ----------------------------------------------------------------------------


@misconception(
    "gru_cell_forward",
    hint="What meets the memory first, the gate or the weights? Try two units whose gates differ.",
    source="PyTorch and cuDNN, which do so",
)
def reset_after_the_weights(xt, c_prev, parameters):
    """The reset gate multiplies the memory's part of the candidate's sum, after the weights,
    where it should multiply the memory before them.
    """
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    from_memory = r * (parameters["Wc"][:, : len(r)] @ c_prev)
    candidate = np.tanh(from_memory + parameters["Wc"][:, len(r) :] @ xt + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="Shut the reset gate: does the candidate still change with the old memory?",
    source="the simple cell copied",
)
def reset_gate_left_out(xt, c_prev, parameters):
    """The candidate reads the whole of the old memory: the reset gate has no say."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="Shut both gates: is the memory after the step the one before it?",
    source="the reset memory used wherever the old one stands",
)
def what_is_kept_is_reset_too(xt, c_prev, parameters):
    """The reset gate also takes away from the part of the memory that is kept."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([r * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate + (1 - u) * r * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="Which of the two, candidate or kept part, should the reset gate change?",
    source="seed 002: a gate between the old memory and the next",
)
def only_what_is_kept_is_reset(xt, c_prev, parameters):
    """The candidate reads the whole of the old memory, and the reset gate takes away from
    what is kept.
    """
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate + (1 - u) * r * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="Which gate says how much of the old memory stays? Is there one of its own for that?",
    source="the LSTM's formula with the GRU's names",
)
def reset_gate_taken_for_a_forget_gate(xt, c_prev, parameters):
    """The reset gate decides what is kept of the old memory, as the LSTM's forget gate does."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate + r * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="Open the update gate fully: is the new memory your candidate, or the old one?",
    source="seed 003, PyTorch and Cho et al. (2014): the other convention",
)
def update_gate_of_the_other_convention(xt, c_prev, parameters):
    """A large update gate keeps the old memory, and a small one writes: the convention of
    other texts, opposite to this course's.
    """
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([r * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = (1 - u) * candidate + u * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="With an empty old memory, which gate still matters?",
    source="two lines that differ in a letter",
)
def update_and_reset_gate_exchanged(xt, c_prev, parameters):
    """The reset gate mixes candidate and old memory, and the update gate says what the
    candidate sees.
    """
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([u * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = r * candidate + (1 - r) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="What does the candidate read where the reset gate is 1?",
    source="the gate's name says the opposite of what its value means",
)
def reset_where_the_gate_is_open(xt, c_prev, parameters):
    """A reset gate near 1 is taken to mean that the candidate sees nothing of the memory."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([(1 - r) * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="With an empty old memory, does your reset gate still matter?",
    source="seed 002: a link between this node and the next",
)
def reset_gate_on_the_candidate(xt, c_prev, parameters):
    """The reset gate multiplies the finished candidate, not the memory that the candidate reads."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    candidate = r * np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="Shut the reset gate: does the update gate still see the old memory?",
    source="one stack for all three sums",
)
def update_gate_reads_the_reset_memory(xt, c_prev, parameters):
    """The update gate reads the memory that the reset gate has let through, where it should
    read the whole of it.
    """
    v = np.concatenate([c_prev, xt])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([r * c_prev, xt])
    u = sigmoid(parameters["Wu"] @ w + parameters["bu"])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="To which part of the stack do the first n_a columns of a weight matrix belong?",
    source="two arrays stacked in the order of the arguments",
)
def input_above_the_memory(xt, c_prev, parameters):
    """The input is stacked above the memory, so each weight meets the wrong number."""
    v = np.concatenate([xt, c_prev])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([xt, r * c_prev])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="Change Wr: does anything that your function returns change?",
    source="a line copied and half changed",
)
def one_set_of_weights_for_both_gates(xt, c_prev, parameters):
    """The reset gate is a copy of the update gate."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    w = np.concatenate([r * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="Set all weights to zero: what should decide how far the gates are open?",
    source="seed 003: biases missing from formulas",
)
def biases_of_the_gates_forgotten(xt, c_prev, parameters):
    """Neither gate adds its bias."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v)
    r = sigmoid(parameters["Wr"] @ v)
    w = np.concatenate([r * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="How many numbers does the reset gate have for one example, and how many units are there?",
    source="seed 002's quiz: how many entries has a gate?",
)
def one_reset_gate_for_all_units(xt, c_prev, parameters):
    """All units share one reset gate, the mean of theirs, where each unit has its own."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([r.mean(axis=0) * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="What would it mean to keep more than all of the memory? In which range does a gate lie?",
    source="the candidate's line copied for the gates",
)
def gates_with_a_tanh(xt, c_prev, parameters):
    """Both gates are squashed by a tanh, so they can be negative."""
    v = np.concatenate([c_prev, xt])
    u = np.tanh(parameters["Wu"] @ v + parameters["bu"])
    r = np.tanh(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([r * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="Can your unit write a negative number?",
    source="three lines of which two have a sigmoid",
)
def candidate_with_a_sigmoid(xt, c_prev, parameters):
    """The candidate is squashed by a sigmoid, so nothing negative can be written."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([r * c_prev, xt])
    candidate = sigmoid(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="Shut the update gate: is the memory after the step exactly the one before it?",
    source="tanh around the memory, as the LSTM shows it",
)
def memory_squashed_once_more(xt, c_prev, parameters):
    """The mixture goes through a tanh once more, so that a memory fades even where the update
    gate is shut.
    """
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([r * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = np.tanh(u * candidate + (1 - u) * c_prev)
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="Shut the update gate: what should the memory be after the step?",
    source="a gate thought of as a factor alone",
)
def old_memory_left_out_of_the_mixture(xt, c_prev, parameters):
    """The new memory is what this step writes, and nothing of the old one."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([r * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="Shut the update gate: does the prediction still change with the input?",
    source="the last line that was written before",
)
def prediction_from_the_candidate(xt, c_prev, parameters):
    """The prediction reads the candidate, not the memory that was made of it."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([r * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ candidate + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="Along which axis do the classes lie? Print the sum of each column of your prediction.",
    source="the axis of a library's softmax",
)
def softmax_over_the_examples(xt, c_prev, parameters):
    """The softmax runs over the examples, so a row sums to 1 in place of a column."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([r * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax((parameters["Wy"] @ c_next + parameters["by"]).T).T
    return c_next, yt_pred, (v, u, r, candidate, parameters)


@misconception(
    "gru_cell_forward",
    hint="Print the sum of each column of your prediction. What should it be?",
    source="a loss that takes the sums, as libraries have it",
)
def prediction_without_its_softmax(xt, c_prev, parameters):
    """The prediction is the weighted sum itself: its columns do not sum to 1."""
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([r * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = parameters["Wy"] @ c_next + parameters["by"]
    return c_next, yt_pred, (v, u, r, candidate, parameters)


# --- gru_forward ---------------------------------------------------------------------------------


@misconception(
    "gru_forward",
    hint="Which memory does step 1 read, and which step has made it?",
    source="a name that does not move with the loop",
)
def memory_not_carried(x, c0, parameters):
    """Each step starts from c0, so no step knows of an earlier one."""
    c, y, caches = [], [], []
    c_next = c0
    for t in range(x.shape[2]):
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, t], c0, parameters)
        c.append(c_next)
        y.append(yt_pred)
        caches.append(cache)
    return np.stack(c, axis=2), np.stack(y, axis=2), caches


@misconception(
    "gru_forward",
    hint="Change c0: which results should change?",
    source="the LSTM, whose first cell is always empty",
)
def memory_starts_from_zeros(x, c0, parameters):
    """The first memory is zeros, as the LSTM's cell is, and c0 is ignored."""
    c, y, caches = [], [], []
    c_next = np.zeros_like(c0)
    for t in range(x.shape[2]):
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        c.append(c_next)
        y.append(yt_pred)
        caches.append(cache)
    return np.stack(c, axis=2), np.stack(y, axis=2), caches


@misconception(
    "gru_forward",
    hint="The step returns the whole new memory. What is added to it on the way to the next?",
    source="c += where c is replaced",
)
def memory_piles_up(x, c0, parameters):
    """What is handed on is the new memory plus the old one, though the step has mixed them
    already.
    """
    c, y, caches = [], [], []
    c_next = c0
    for t in range(x.shape[2]):
        new, yt_pred, cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        c_next = c_next + new
        c.append(new)
        y.append(yt_pred)
        caches.append(cache)
    return np.stack(c, axis=2), np.stack(y, axis=2), caches


@misconception(
    "gru_forward",
    hint="Is what step 1 reads exactly what c holds at step 0?",
    source="the LSTM shows the tanh of its memory",
)
def memory_squashed_on_the_way(x, c0, parameters):
    """Between the steps the memory goes through a tanh, as the LSTM's does on its way out."""
    c, y, caches = [], [], []
    c_next = c0
    for t in range(x.shape[2]):
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, t], np.tanh(c_next) if t else c0, parameters)
        c.append(c_next)
        y.append(yt_pred)
        caches.append(cache)
    return np.stack(c, axis=2), np.stack(y, axis=2), caches


@misconception(
    "gru_forward",
    hint="Which input has the first memory that you compute seen?",
    source="the loop of a backward pass",
)
def the_sequence_is_read_backwards(x, c0, parameters):
    """The steps are taken from the last to the first."""
    c, y, caches = [], [], []
    c_next = c0
    for t in reversed(range(x.shape[2])):
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        c.append(c_next)
        y.append(yt_pred)
        caches.append(cache)
    return np.stack(c[::-1], axis=2), np.stack(y[::-1], axis=2), caches


@misconception(
    "gru_forward",
    hint="Change the second input only: which results change?",
    source="an index that does not move with the loop",
)
def the_first_input_at_every_step(x, c0, parameters):
    """Each step reads the first input of the sequence again."""
    c, y, caches = [], [], []
    c_next = c0
    for _ in range(x.shape[2]):
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, 0], c_next, parameters)
        c.append(c_next)
        y.append(yt_pred)
        caches.append(cache)
    return np.stack(c, axis=2), np.stack(y, axis=2), caches


@misconception(
    "gru_forward",
    hint="Has the memory c[:, :, 0] seen the first input?",
    source="appending at the top of the loop",
)
def memories_one_step_late(x, c0, parameters):
    """c holds the memory before each step, so c0 comes first and the last memory is missing."""
    c, y, caches = [], [], []
    c_next = c0
    for t in range(x.shape[2]):
        c.append(c_next)
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        y.append(yt_pred)
        caches.append(cache)
    return np.stack(c, axis=2), np.stack(y, axis=2), caches


@misconception(
    "gru_forward",
    hint="Print c at steps 0 and 1. What was written there, and when?",
    source="a list of views into one array",
)
def every_memory_is_the_last_one(x, c0, parameters):
    """All entries of c hold the memory after the last step."""
    c, y, caches = [], [], []
    c_next = c0
    for t in range(x.shape[2]):
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        c.append(c_next)
        y.append(yt_pred)
        caches.append(cache)
    return np.stack([c_next] * len(c), axis=2), np.stack(y, axis=2), caches


@misconception(
    "gru_forward",
    hint="Print y at steps 0 and 1. Which input has each of them seen?",
    source="an output layer after the loop, as in many-to-one networks",
)
def every_prediction_is_the_last_one(x, c0, parameters):
    """The prediction is made once, after the loop, and stands at every step."""
    c, y, caches = [], [], []
    c_next = c0
    for t in range(x.shape[2]):
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        c.append(c_next)
        y.append(yt_pred)
        caches.append(cache)
    return np.stack(c, axis=2), np.stack([yt_pred] * len(y), axis=2), caches


@misconception(
    "gru_forward",
    hint="Which is the last value of t in your loop?",
    source="an off-by-one of a range",
)
def the_last_step_is_left_out(x, c0, parameters):
    """The loop ends one step early, and the last place keeps its zeros."""
    c, y, caches = [], [], []
    c_next = c0
    for t in range(x.shape[2]):
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        caches.append(cache)
        last = t > 0 and t == x.shape[2] - 1
        c.append(0 * c_next if last else c_next)
        y.append(0 * yt_pred if last else yt_pred)
    return np.stack(c, axis=2), np.stack(y, axis=2), caches


@misconception(
    "gru_forward",
    hint="How many memories does a sequence of T steps have? Print the shape of c.",
    source="return_sequences=False, a library's default",
)
def only_the_last_memory_is_returned(x, c0, parameters):
    """c is the memory after the last step alone, without an axis for time."""
    c, y, caches = [], [], []
    c_next = c0
    for t in range(x.shape[2]):
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        c.append(c_next)
        y.append(yt_pred)
        caches.append(cache)
    return c_next, np.stack(y, axis=2), caches


@misconception(
    "gru_forward",
    hint="In which order are the results asked for?",
    source="the order in which the LSTM's a and y stand",
)
def memories_and_predictions_exchanged(x, c0, parameters):
    """The predictions are returned first and the memories second."""
    c, y, caches = [], [], []
    c_next = c0
    for t in range(x.shape[2]):
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        c.append(c_next)
        y.append(yt_pred)
        caches.append(cache)
    return np.stack(y, axis=2), np.stack(c, axis=2), caches


@misconception(
    "gru_forward",
    hint="Which axis is time in the results? Print their shapes for sizes that differ.",
    source="PyTorch's time-first order",
)
def time_is_the_first_axis(x, c0, parameters):
    """The results are put together with time as the first axis in place of the last."""
    c, y, caches = [], [], []
    c_next = c0
    for t in range(x.shape[2]):
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        c.append(c_next)
        y.append(yt_pred)
        caches.append(cache)
    return np.stack(c), np.stack(y), caches


@misconception(
    "gru_forward",
    hint="Print the input of step 0 as your loop reads it: does it hold one column of each example?",
    source="reshaping where axes should be exchanged",
)
def axes_exchanged_by_reshaping(x, c0, parameters):
    """The input is reshaped to put time first, which mixes the steps of different examples."""
    c, y, caches = [], [], []
    c_next = c0
    for x_t in x.reshape(x.shape[2], *x.shape[:2]):
        c_next, yt_pred, cache = gru_cell_forward(x_t, c_next, parameters)
        c.append(c_next)
        y.append(yt_pred)
        caches.append(cache)
    return np.stack(c, axis=2), np.stack(y, axis=2), caches


# --- gru_cell_backward ---------------------------------------------------------------------------


@misconception(
    "gru_cell_backward",
    hint="Set all weights to zero: does the old memory still matter for the new one?",
    source="only what went through weights is remembered",
)
def way_of_what_is_kept_forgotten(dc_next, cache):
    """The old memory gets nothing back for the part of it that was kept."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="Count the places where the old memory was read. How many terms does your sum have?",
    source="one of four readers forgotten",
)
def way_through_the_candidate_forgotten(dc_next, cache):
    """The old memory gets nothing back through the candidate, which has read it."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="Count the places where the old memory was read. How many terms does your sum have?",
    source="gates taken for constants",
)
def way_through_the_gates_forgotten(dc_next, cache):
    """The old memory gets nothing back through the two gates, which have read it."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r,
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="Which sums have read the memory and the input? Is each of them on your way back?",
    source="the reset gate is thought of as the beginning",
)
def nothing_back_through_the_reset_gate(dc_next, cache):
    """Memory and input get nothing back through the reset gate."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="Which sums have read the memory and the input? Is each of them on your way back?",
    source="one of two gates forgotten",
)
def nothing_back_through_the_update_gate(dc_next, cache):
    """Memory and input get nothing back through the update gate."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="Shut the update gate: how much of the gradient should reach the old memory?",
    source="the other convention of the update gate",
)
def kept_part_with_the_update_gate(dc_next, cache):
    """What comes back for the kept part is multiplied with the update gate, not with what it
    leaves.
    """
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * u + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="At how many places of the mixture does the update gate stand?",
    source="the LSTM's input gate, which only writes",
)
def update_gate_without_the_old_memory(dc_next, cache):
    """The update gate gets a gradient for what it writes, and none for what it writes over."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * candidate * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="Where the candidate is larger than the old memory, what does a wider gate do to the new one?",
    source="the other convention of the update gate",
)
def difference_the_wrong_way_round(dc_next, cache):
    """The update gate's gradient has the wrong sign."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (c_prev - candidate) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="Which two things does the update gate mix?",
    source="c_next in place of the candidate",
)
def update_gate_with_the_new_memory(dc_next, cache):
    """The update gate's gradient is made with the memory after the step in place of the
    candidate.
    """
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * u * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="What lies between a gate's value and its weighted sum?",
    source="the slope taken for a matter of the activation alone",
)
def derivatives_of_the_gates_forgotten(dc_next, cache):
    """The gradients of both gates stop before their sigmoids."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="What is the slope of a sigmoid at its steepest place, and what is yours?",
    source="the candidate's derivative copied",
)
def gates_with_the_slope_of_a_tanh(dc_next, cache):
    """The slope of the gates' sigmoids is that of a tanh."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * (1 - u**2)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * (1 - r**2)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="Of the three sums, one goes through a tanh. What is the slope there?",
    source="two sigmoids done, the tanh forgotten",
)
def derivative_of_the_candidate_forgotten(dc_next, cache):
    """The candidate's gradient stops before its tanh."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="For a candidate of minus one half, is your slope positive?",
    source="three similar lines",
)
def candidate_with_the_slope_of_a_sigmoid(dc_next, cache):
    """The slope of the candidate's tanh is that of a sigmoid."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * candidate * (1 - candidate)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="With the update gate shut, does the candidate matter?",
    source="one factor of three",
)
def candidate_without_the_update_gate(dc_next, cache):
    """The candidate's gradient is not multiplied with the update gate."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="Shut the reset gate: does the old memory still matter for the candidate?",
    source="one factor of the chain forgotten",
)
def reset_gate_not_passed_on_the_way_back(dc_next, cache):
    """What comes back through the candidate reaches the old memory without passing the reset
    gate.
    """
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="Which of the three sums has read the memory through the reset gate?",
    source="a bracket around two terms",
)
def all_ways_through_the_reset_gate(dc_next, cache):
    """What comes back through the gates is multiplied with the reset gate, too, though they
    read the whole memory.
    """
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + (dw[:n_a] + dv[:n_a]) * r,
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="Between the reset gate and the candidate's sum there is a product with weights. Is it on your way back?",
    source="the LSTM, where no gate lies behind weights",
)
def reset_gate_without_the_weights_of_the_candidate(dc_next, cache):
    """The reset gate's gradient is made from the candidate's own, without its way back
    through the candidate's weights.
    """
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = delta_c * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="With an empty old memory, does it matter how far the reset gate is open?",
    source="the product rule applied to one factor",
)
def reset_gate_without_the_memory(dc_next, cache):
    """The reset gate's gradient lacks the memory that the gate is multiplied with."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="What were the candidate's weights multiplied with? Is it the same as for the gates?",
    source="one stack for all three weights",
)
def weights_of_the_candidate_with_the_whole_memory(dc_next, cache):
    """The gradient of the candidate's weights is made with the whole memory, though they read
    it through the reset gate.
    """
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev = v[:n_a]
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, v)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="Which memory did the gates read, the whole one or the one that was reset?",
    source="one stack for all three weights",
)
def weights_of_the_gates_with_the_reset_memory(dc_next, cache):
    """The gradients of the gates' weights are made with the memory that the reset gate has
    let through.
    """
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, w), ("r", delta_r, w), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="With an empty old memory, which gate's gradient must be zero?",
    source="two names that differ in a letter",
)
def update_and_reset_gradients_exchanged(dc_next, cache):
    """The gradients of the two gates are exchanged."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_r, v), ("r", delta_u, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="How many sums have read the input, and how many terms does your gradient of it have?",
    source="the input taken to be read by the gates alone",
)
def input_without_the_candidate(dc_next, cache):
    """The input gets nothing back through the candidate."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="How many sums have read the input, and how many terms does your gradient of it have?",
    source="gates taken for constants",
)
def input_without_the_gates(dc_next, cache):
    """The input gets nothing back through the two gates."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="How many rows of the stack belong to the memory, and do they come first?",
    source="an index that fits when n_a and n_x are equal",
)
def memory_and_input_cut_at_the_wrong_row(dc_next, cache):
    """The gradients of the stacks are cut as if the input stood above the memory."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[-n_a:] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[:-n_a] + dw[:-n_a],
        "dc_prev": dc_next * (1 - u) + dw[-n_a:] * r + dv[-n_a:],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="To which part of the stack do the first n_a columns of a weight matrix belong?",
    source="two arrays stacked in the order of the arguments",
)
def weights_with_the_input_first(dc_next, cache):
    """The weights' gradients have the input's columns first and the memory's after them."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ np.concatenate([read[n_a:], read[:n_a]]).T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="If an example stands there twice, how should the gradients of the weights change?",
    source="a loss that is a mean over the examples",
)
def weight_gradients_averaged(dc_next, cache):
    """The gradients of the weights are divided by the number of examples."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T / read.shape[1]
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="If an example stands there twice, how should the gradients of the biases change?",
    source="mean in place of sum",
)
def bias_gradients_averaged(dc_next, cache):
    """The gradients of the biases are means over the examples, where they should be sums."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.mean(axis=1, keepdims=True)
    return gradients


@misconception(
    "gru_cell_backward",
    hint="Print the shapes of a bias and of its gradient for three examples.",
    source="the sum over the examples forgotten",
)
def bias_gradients_not_summed(dc_next, cache):
    """The gradients of the biases have a column for each example."""
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta
    return gradients
