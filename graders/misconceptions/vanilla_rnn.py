"""Misconceptions of `vanilla_rnn`.

The backward passes read the reference's caches: `(x, prev_h, Wx, Wh, next_h)` for a step, a list of
those for a sequence.
"""

from __future__ import annotations

import numpy as np

from solutions.vanilla_rnn import rnn_step_backward, rnn_step_forward

from . import misconception

# --- rnn_step_forward -----------------------------------------------------------------------------


@misconception(
    "rnn_step_forward",
    hint="Which of the arguments does your function never read?",
    source="a feed-forward layer written from habit",
)
def the_past_is_forgotten(x, prev_h, Wx, Wh, b):
    """The new state is made from the input and the bias alone, so nothing is remembered."""
    next_h = np.tanh(x @ Wx + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


@misconception(
    "rnn_step_forward",
    hint="Try the step with an input of zeros: what should it still pass on besides the past?",
    source="seed 003, equations without biases",
)
def the_bias_is_forgotten(x, prev_h, Wx, Wh, b):
    """The bias is never added to the sum."""
    next_h = np.tanh(x @ Wx + prev_h @ Wh)
    return next_h, (x, prev_h, Wx, Wh, next_h)


@misconception(
    "rnn_step_forward",
    hint="Try a step with a large bias. In which range must every state lie?",
    source="the affine part is often tested alone and returned",
)
def the_tanh_is_forgotten(x, prev_h, Wx, Wh, b):
    """The sum of the three terms is returned as it is, without the activation."""
    next_h = x @ Wx + prev_h @ Wh + b
    return next_h, (x, prev_h, Wx, Wh, next_h)


@misconception(
    "rnn_step_forward",
    hint="What is the state when everything is zero? Compare your activation with the text's.",
    source="seed 004 uses the sigmoid",
)
def sigmoid_for_tanh(x, prev_h, Wx, Wh, b):
    """The activation is the sigmoid, which lies between 0 and 1 and is a half at zero."""
    next_h = 1 / (1 + np.exp(-(x @ Wx + prev_h @ Wh + b)))
    return next_h, (x, prev_h, Wx, Wh, next_h)


@misconception(
    "rnn_step_forward",
    hint="A state can be negative. Which activation does the text ask for?",
    source="the usual activation of feed-forward networks",
)
def relu_for_tanh(x, prev_h, Wx, Wh, b):
    """The activation cuts negative sums off at zero, as a rectifier does, in place of squashing."""
    next_h = np.maximum(0, x @ Wx + prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


@misconception(
    "rnn_step_forward",
    hint="Read the name of the activation letter by letter, and look at its values above 1.",
    source="seed 002, a comment with np.tan",
)
def tan_for_tanh(x, prev_h, Wx, Wh, b):
    """The tangent of an angle is taken in place of the hyperbolic tangent."""
    next_h = np.tan(x @ Wx + prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


@misconception(
    "rnn_step_forward",
    hint="Which index of Wh belongs to the old unit? Try a Wh with one entry off the diagonal.",
    source="books with one example a column write the product the other way round",
)
def recurrent_weights_transposed(x, prev_h, Wx, Wh, b):
    """The state goes through the transpose of Wh, so each weight connects the wrong two units."""
    next_h = np.tanh(x @ Wx + prev_h @ Wh.T + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


@misconception(
    "rnn_step_forward",
    hint="Count the terms inside the brackets of the activation.",
    source="a bracket closed too early",
)
def input_outside_the_tanh(x, prev_h, Wx, Wh, b):
    """The input's term is added after the activation, so it is not squashed."""
    next_h = x @ Wx + np.tanh(prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


@misconception(
    "rnn_step_forward",
    hint="Look at where the activation's bracket ends.",
    source="a bracket closed too early",
)
def bias_outside_the_tanh(x, prev_h, Wx, Wh, b):
    """The bias is added after the activation, so states can leave the range from -1 to 1."""
    next_h = np.tanh(x @ Wx + prev_h @ Wh) + b
    return next_h, (x, prev_h, Wx, Wh, next_h)


@misconception(
    "rnn_step_forward",
    hint="Is a sum squashed once, or are several numbers squashed and then added?",
    source="one activation a layer, taken as one a product",
)
def each_term_squashed_by_itself(x, prev_h, Wx, Wh, b):
    """The activation is applied to each product alone and the results are added."""
    next_h = np.tanh(x @ Wx) + np.tanh(prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


@misconception(
    "rnn_step_forward",
    hint="What stands between the old state and the sum in the formula?",
    source="a residual connection, or a plain accumulator",
)
def state_added_without_its_weights(x, prev_h, Wx, Wh, b):
    """The old state is added to the sum as it is, without going through Wh."""
    next_h = np.tanh(x @ Wx + prev_h + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


@misconception(
    "rnn_step_forward",
    hint="With x and prev_h zero, only one thing is left of the sum: how much of it do you get?",
    source="each product written as a layer with its own bias, as PyTorch has it",
)
def bias_added_twice(x, prev_h, Wx, Wh, b):
    """Each of the two products gets the bias, so it counts twice."""
    next_h = np.tanh((x @ Wx + b) + (prev_h @ Wh + b))
    return next_h, (x, prev_h, Wx, Wh, next_h)


# --- rnn_step_backward ----------------------------------------------------------------------------


@misconception(
    "rnn_step_backward",
    hint="Go back through the step one operation at a time. Which one comes first, from the end?",
    source="the sum's gradient is the part that is drawn in most pictures",
)
def tanh_derivative_forgotten(dnext_h, cache):
    """The upstream gradient goes straight to the sum, as if there were no activation."""
    x, prev_h, Wx, Wh, _ = cache
    da = dnext_h
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


@misconception(
    "rnn_step_backward",
    hint="At which of the two states was this step's activation evaluated?",
    source="both states are in the cache",
)
def derivative_at_the_state_before(dnext_h, cache):
    """The derivative of tanh is taken from the state before the step, not from its result."""
    x, prev_h, Wx, Wh, _next_h = cache
    da = dnext_h * (1 - prev_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


@misconception(
    "rnn_step_backward",
    hint="Try a state of -0.8: can the slope of tanh be larger than 1?",
    source="a slip of the pen",
)
def derivative_without_the_square(dnext_h, cache):
    """The slope of tanh is taken as one minus the state, without squaring it."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


@misconception(
    "rnn_step_backward",
    hint="What does the square apply to? Compare with the slope at a negative state.",
    source="a bracket around too much",
)
def derivative_squared_as_a_whole(dnext_h, cache):
    """The whole difference between one and the state is squared, not the state alone."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h) ** 2
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


@misconception(
    "rnn_step_backward",
    hint="What is the slope of this activation at zero? Yours gives 0 there.",
    source="seed 004's sigmoid_output_to_derivative",
)
def derivative_of_the_sigmoid(dnext_h, cache):
    """The slope is the sigmoid's, h times one minus h, while the activation is tanh."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * next_h * (1 - next_h)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


@misconception(
    "rnn_step_backward",
    hint="What has been through the activation already: the cached array or its argument?",
    source="seed 000 recomputes tanh from its argument, and the cache holds the result",
)
def tanh_taken_a_second_time(dnext_h, cache):
    """The activation is applied to the state again before the slope is taken from it."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - np.tanh(next_h) ** 2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


@misconception(
    "rnn_step_backward",
    hint="Going back, a weight is used in the other direction. Try a Wh that is not symmetric.",
    source="Wh is square, so no shape complains",
)
def backward_through_Wh_the_wrong_way(dnext_h, cache):
    """The gradient goes back through Wh in the direction in which the state went forward."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh, x.T @ da, prev_h.T @ da, da.sum(axis=0)


@misconception(
    "rnn_step_backward",
    hint="Which state was Wh multiplied with in the forward pass?",
    source="the two states have one shape",
)
def dWh_from_the_state_after(dnext_h, cache):
    """The gradient of Wh is made from the step's result in place of the state that Wh has read."""
    x, _prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, next_h.T @ da, da.sum(axis=0)


@misconception(
    "rnn_step_backward",
    hint="Rows of Wh belong to old units. Do the rows of your dWh, too?",
    source="dWh is square, so no shape complains",
)
def dWh_transposed(dnext_h, cache):
    """The gradient of Wh is the transpose of the right one: old and new units are exchanged."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, da.T @ prev_h, da.sum(axis=0)


@misconception(
    "rnn_step_backward",
    hint="A gradient has the shape of its array. Compare the two shapes for D and H that differ.",
    source="the features-first formula",
)
def dWx_transposed(dnext_h, cache):
    """The gradient of Wx is the transpose of the right one, of shape (H, D)."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, da.T @ x, prev_h.T @ da, da.sum(axis=0)


@misconception(
    "rnn_step_backward",
    hint="In which order were the five results asked for? Print the shape of each.",
    source="the state's gradient is the first that is thought of: a student's slip in a trial",
)
def dprev_h_returned_before_dx(dnext_h, cache):
    """All five gradients are right, but that of the state is returned first and that of the input second."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wh.T, da @ Wx.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


@misconception(
    "rnn_step_backward",
    hint="Two rows that use the same bias: does a second row halve what the first one contributes?",
    source="losses are means, so the gradient is divided again",
)
def bias_gradient_averaged(dnext_h, cache):
    """The gradient of the bias is the mean over the batch in place of the sum."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.mean(axis=0)


@misconception(
    "rnn_step_backward",
    hint="If the loss is a mean, where is the division done already?",
    source="formulas with 1/m in other courses",
)
def weight_gradients_divided_by_the_batch(dnext_h, cache):
    """The gradients of the weights and the bias are divided by the number of sequences."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    N = len(x)
    return da @ Wx.T, da @ Wh.T, x.T @ da / N, prev_h.T @ da / N, da.sum(axis=0) / N


@misconception(
    "rnn_step_backward",
    hint="How many numbers does the bias have, and how many does your db have?",
    source="the derivative by the bias is 1, so the sum is overlooked",
)
def bias_gradient_not_summed(dnext_h, cache):
    """The gradient of the bias is left with one row a sequence."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da


@misconception(
    "rnn_step_backward",
    hint="Which axis is the batch, and which one belongs to the units?",
    source="seeds 001 to 003 keep the batch in the second axis",
)
def bias_gradient_summed_over_the_units(dnext_h, cache):
    """The gradient of the bias is summed over the units, which leaves one number a sequence."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=1)


@misconception(
    "rnn_step_backward",
    hint="Print the shape of your db. What does a sum add up if no axis is named?",
    source="a sum without an axis",
)
def bias_gradient_a_single_number(dnext_h, cache):
    """The gradient of the bias is summed over everything, units included."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum()


@misconception(
    "rnn_step_backward",
    hint="Compare the number of axes of your db with those of the bias.",
    source="keepdims, from courses whose bias has two axes",
)
def bias_gradient_with_two_axes(dnext_h, cache):
    """The numbers of db are right, but it is a matrix of one row in place of a vector."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0, keepdims=True)


@misconception(
    "rnn_step_backward",
    hint="The bias stands inside the activation. Through what must its gradient pass?",
    source="dnext_h and the gradient at the sum have one shape",
)
def bias_gradient_without_the_derivative(dnext_h, cache):
    """The gradient of the bias is the sum of the upstream gradient, taken before the activation."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, dnext_h.sum(axis=0)


@misconception(
    "rnn_step_backward",
    hint="Which of your five results reads the upstream gradient itself?",
    source="dnext_h and the gradient at the sum have one shape",
)
def gradient_of_the_state_without_the_derivative(dnext_h, cache):
    """The upstream gradient goes back through Wh without passing the activation first."""
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, dnext_h @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


@misconception(
    "rnn_step_backward",
    hint="On its way into the sum, what did the old state pass through?",
    source="the state is taken for a wire from step to step",
)
def gradient_of_the_state_without_the_weights(dnext_h, cache):
    """The gradient at the sum is handed to the old state as it is, without Wh."""
    x, prev_h, Wx, _Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da, x.T @ da, prev_h.T @ da, da.sum(axis=0)


# --- rnn_forward ----------------------------------------------------------------------------------


@misconception(
    "rnn_forward",
    hint="Which of the arguments does your function never read?",
    source="seed 000: a good initial state is zeros",
)
def h0_is_ignored(x, h0, Wx, Wh, b):
    """The sequence starts from zeros whatever h0 is."""
    states, cache = [], []
    prev_h = np.zeros_like(h0)
    for t in range(x.shape[1]):
        prev_h, step = rnn_step_forward(x[:, t], prev_h, Wx, Wh, b)
        states.append(prev_h)
        cache.append(step)
    return np.stack(states, axis=1), cache


@misconception(
    "rnn_forward",
    hint="Which state does your second step read? Follow the variable through two rounds.",
    source="the loop's variable is never updated",
)
def every_step_starts_from_h0(x, h0, Wx, Wh, b):
    """Each step reads h0 in place of the state that the step before has returned."""
    states, cache = [], []
    for t in range(x.shape[1]):
        next_h, step = rnn_step_forward(x[:, t], h0, Wx, Wh, b)
        states.append(next_h)
        cache.append(step)
    return np.stack(states, axis=1), cache


@misconception(
    "rnn_forward",
    hint="Change the last input: which of the states may change with it?",
    source="the direction of the backward pass",
)
def the_sequence_is_read_backwards(x, h0, Wx, Wh, b):
    """The loop runs from the last step to the first, so the past sees the future."""
    states, cache = [], []
    prev_h = h0
    for t in reversed(range(x.shape[1])):
        prev_h, step = rnn_step_forward(x[:, t], prev_h, Wx, Wh, b)
        states.append(prev_h)
        cache.append(step)
    return np.stack(states[::-1], axis=1), cache[::-1]


@misconception(
    "rnn_forward",
    hint="Is your first entry the state before step 0 or the one after it?",
    source="the list of states starts with h0",
)
def states_one_step_late(x, h0, Wx, Wh, b):
    """The result holds the state before each step, so it begins with h0 and lacks the last one."""
    states, cache = [h0], []
    for t in range(x.shape[1]):
        next_h, step = rnn_step_forward(x[:, t], states[-1], Wx, Wh, b)
        states.append(next_h)
        cache.append(step)
    return np.stack(states[:-1], axis=1), cache


@misconception(
    "rnn_forward",
    hint="How many states does your result hold for a sequence of one step?",
    source="the list of states starts with h0: a student's slip in a trial",
)
def h0_returned_among_the_states(x, h0, Wx, Wh, b):
    """The result begins with h0, so it holds one state more than there are steps."""
    states, cache = [h0], []
    for t in range(x.shape[1]):
        next_h, step = rnn_step_forward(x[:, t], states[-1], Wx, Wh, b)
        states.append(next_h)
        cache.append(step)
    return np.stack(states, axis=1), cache


@misconception(
    "rnn_forward",
    hint="Which input does your first call of the step read?",
    source="h0 taken for the state after the first step",
)
def the_first_input_is_skipped(x, h0, Wx, Wh, b):
    """h0 is stored as the first state and the loop begins with the second input."""
    T = x.shape[1]
    h = np.zeros((x.shape[0], T, h0.shape[1]))
    h[:, 0] = h0
    cache = [(x[:, 0], h0, Wx, Wh, h0)]
    for t in range(1, T):
        h[:, t], step = rnn_step_forward(x[:, t], h[:, t - 1].copy(), Wx, Wh, b)
        cache.append(step)
    return h, cache


@misconception(
    "rnn_forward",
    hint="How many times does your loop run for a sequence of one step?",
    source="an off-by-one",
)
def the_last_step_is_left_out(x, h0, Wx, Wh, b):
    """The loop ends one step early and leaves zeros in the last place."""
    T = x.shape[1]
    h = np.zeros((x.shape[0], T, h0.shape[1]))
    cache = []
    prev_h = h0
    for t in range(T - 1):
        prev_h, step = rnn_step_forward(x[:, t], prev_h, Wx, Wh, b)
        h[:, t] = prev_h
        cache.append(step)
    cache.append((x[:, -1], prev_h, Wx, Wh, h[:, -1]))
    return h, cache


@misconception(
    "rnn_forward",
    hint="How many axes does your result have, and where in it is the second step?",
    source="many-to-one networks need nothing else",
)
def only_the_last_state_is_returned(x, h0, Wx, Wh, b):
    """The result is the state after the last step, without those of the steps before it."""
    cache = []
    prev_h = h0
    for t in range(x.shape[1]):
        prev_h, step = rnn_step_forward(x[:, t], prev_h, Wx, Wh, b)
        cache.append(step)
    return prev_h, cache


@misconception(
    "rnn_forward",
    hint="Are the list's entries arrays of their own? Change one and look at another.",
    source="one array written over and stored again and again",
)
def every_state_is_the_last_one(x, h0, Wx, Wh, b):
    """One array is overwritten at every step and stored each time, so all entries end up equal."""
    states, cache = [], []
    state = h0.copy()
    for t in range(x.shape[1]):
        next_h, step = rnn_step_forward(x[:, t], state.copy(), Wx, Wh, b)
        state[:] = next_h
        states.append(state)
        cache.append(step)
    return np.stack(states, axis=1), cache


@misconception(
    "rnn_forward",
    hint="Which input does the second step read?",
    source="an index that does not move with the loop",
)
def the_first_input_at_every_step(x, h0, Wx, Wh, b):
    """Each step reads the first input of the sequence again."""
    states, cache = [], []
    prev_h = h0
    for _ in range(x.shape[1]):
        prev_h, step = rnn_step_forward(x[:, 0], prev_h, Wx, Wh, b)
        states.append(prev_h)
        cache.append(step)
    return np.stack(states, axis=1), cache


@misconception(
    "rnn_forward",
    hint="Which axis is the batch in the result? Print its shape for N and T that differ.",
    source="PyTorch's time-first order",
)
def time_is_the_first_axis(x, h0, Wx, Wh, b):
    """The states are put together with time as the first axis in place of the second."""
    states, cache = [], []
    prev_h = h0
    for t in range(x.shape[1]):
        prev_h, step = rnn_step_forward(x[:, t], prev_h, Wx, Wh, b)
        states.append(prev_h)
        cache.append(step)
    return np.stack(states), cache


@misconception(
    "rnn_forward",
    hint="Print the input of step 0 as your loop reads it: does it hold one row of each sequence?",
    source="reshaping where axes should be exchanged",
)
def axes_exchanged_by_reshaping(x, h0, Wx, Wh, b):
    """The input is reshaped to put time first, which mixes the steps of different sequences."""
    N, T, D = x.shape
    states, cache = [], []
    prev_h = h0
    for x_t in x.reshape(T, N, D):
        prev_h, step = rnn_step_forward(x_t, prev_h, Wx, Wh, b)
        states.append(prev_h)
        cache.append(step)
    return np.stack(states, axis=1), cache


@misconception(
    "rnn_forward",
    hint="In which range does every state lie? Look at yours after a few steps.",
    source="gradients are accumulated, so states are too",
)
def states_pile_up(x, h0, Wx, Wh, b):
    """Each step's result is added to the old state in place of taking its place."""
    states, cache = [], []
    prev_h = h0
    for t in range(x.shape[1]):
        next_h, step = rnn_step_forward(x[:, t], prev_h, Wx, Wh, b)
        prev_h = prev_h + next_h
        states.append(prev_h)
        cache.append(step)
    return np.stack(states, axis=1), cache


# --- rnn_backward ---------------------------------------------------------------------------------


@misconception(
    "rnn_backward",
    hint="By how many paths does a state reach the loss? One of them leads to the next step.",
    source="seed 004's dL/dw_i",
)
def nothing_is_carried_back(dh, cache):
    """Each step gets its own upstream gradient only; what later steps send back is dropped."""
    dx, dWx, dWh, db = [], 0, 0, 0
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t], cache[t])
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="Set all of dh to zero but its first step. Which gradients must not be zero?",
    source="seed 001's loss at T only",
)
def upstream_of_the_last_step_only(dh, cache):
    """Only the last step's upstream gradient is read; those of the steps before it are ignored."""
    dx, dWx, dWh, db = [], 0, 0, 0
    dprev_h = dh[:, -1]
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dprev_h, cache[t])
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="Where does a gradient enter that belongs to h[:, t] alone?",
    source="the loss taken as a sum that is known only at the end",
)
def all_upstream_gradients_enter_at_the_end(dh, cache):
    """The upstream gradients of all steps are added up and handed to the last step."""
    dx, dWx, dWh, db = [], 0, 0, 0
    dprev_h = dh.sum(axis=1)
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dprev_h, cache[t])
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="Every step uses the same weights. What remains of the last step's share after your loop?",
    source="an assignment where a sum is meant",
)
def weight_gradients_overwritten(dh, cache):
    """Each step overwrites the gradients of weights and bias, so one step's share is left."""
    dx = []
    dprev_h = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx, dWh, db = rnn_step_backward(dh[:, t] + dprev_h, cache[t])
        dx.append(dx_t)
    return np.stack(dx[::-1], axis=1), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="Compare how you collect the bias's gradient with how you collect those of the weights.",
    source="the third of three similar lines",
)
def bias_gradient_overwritten(dh, cache):
    """The gradient of the bias is that of one step, while the weights' are added up."""
    dx, dWx, dWh = [], 0, 0
    dprev_h = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db = rnn_step_backward(dh[:, t] + dprev_h, cache[t])
        dx.append(dx_t)
        dWx, dWh = dWx + dWx_t, dWh + dWh_t
    return np.stack(dx[::-1], axis=1), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="If a step is repeated T times, does each of them count only a T-th?",
    source="a loss that is a mean over time",
)
def weight_gradients_averaged_over_time(dh, cache):
    """The gradients of the weights and the bias are divided by the number of steps."""
    T = dh.shape[1]
    dx, dWx, dWh, db = [], 0, 0, 0
    dprev_h = np.zeros_like(dh[:, 0])
    for t in reversed(range(T)):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + dprev_h, cache[t])
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), dprev_h, dWx / T, dWh / T, db / T


@misconception(
    "rnn_backward",
    hint="Which step's gradient must be complete before another's can begin?",
    source="the forward pass's loop, copied",
)
def time_runs_forwards(dh, cache):
    """The loop runs from the first step to the last, so gradients are carried into the future."""
    dx, dWx, dWh, db = [], 0, 0, 0
    dprev_h = np.zeros_like(dh[:, 0])
    for t in range(dh.shape[1]):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + dprev_h, cache[t])
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx, axis=1), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="Of which step is the first entry that your loop collects?",
    source="appending in a loop that runs backwards",
)
def dx_in_reverse_order(dh, cache):
    """The gradients of the inputs are right, but the last step's comes first."""
    dx, dWx, dWh, db = [], 0, 0, 0
    dprev_h = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + dprev_h, cache[t])
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx, axis=1), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="Print the shape of dx for N and T that differ, and compare it with that of x.",
    source="PyTorch's time-first order",
)
def dx_with_time_first(dh, cache):
    """The gradients of the inputs are put together with time as the first axis."""
    dx, dWx, dWh, db = [], 0, 0, 0
    dprev_h = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + dprev_h, cache[t])
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1]), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="h0 is the state before the first step. Has your dh0 been back through that step?",
    source="h[:, 0] taken for h0",
)
def dh0_stops_after_the_first_step(dh, cache):
    """dh0 is the gradient of the state after the first step, not of the one before it."""
    dx, dWx, dWh, db = [], 0, 0, 0
    dprev_h = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dnext_h = dh[:, t] + dprev_h
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dnext_h, cache[t])
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), dnext_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="How many steps read h0 directly?",
    source="h0 treated like a weight",
)
def dh0_summed_over_all_steps(dh, cache):
    """dh0 collects what each step sends to the state before it, as if all of them had read h0."""
    dx, dh0, dWx, dWh, db = [], 0, 0, 0, 0
    dprev_h = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + dprev_h, cache[t])
        dx.append(dx_t)
        dh0 = dh0 + dprev_h
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), dh0, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="After the loop, which variable holds the gradient of the state before the first step?",
    source="the stub's zeros returned as they were",
)
def dh0_left_at_zero(dh, cache):
    """dh0 is zeros, as if the first state had no influence on the loss."""
    dx, dWx, dWh, db = [], 0, 0, 0
    dprev_h = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + dprev_h, cache[t])
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), np.zeros_like(dprev_h), dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="What a step sends back already holds what came from later. Is it added once?",
    source="accumulating what should be replaced",
)
def carried_gradients_pile_up(dh, cache):
    """What was carried back is added to what was carried before, so late steps count repeatedly."""
    dx, dWx, dWh, db = [], 0, 0, 0
    carried = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + carried, cache[t])
        dx.append(dx_t)
        carried = carried + dprev_h
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="At how many places of your loop is the upstream gradient of one step added?",
    source="added before the step and after it",
)
def upstream_gradient_counted_twice(dh, cache):
    """The upstream gradient of a step goes into the step and is handed on beside it as well."""
    dx, dWx, dWh, db = [], 0, 0, 0
    dprev_h = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + dprev_h, cache[t])
        dprev_h = dprev_h + dh[:, t]
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="How far back does a gradient at the last step get in your loop?",
    source="seed 004: delta(next) written without its own future",
)
def carried_by_one_step_only(dh, cache):
    """Each step gets what the next step's own upstream gradient sends back, nothing from later."""
    T = dh.shape[1]
    dx, dWx, dWh, db = [], 0, 0, 0
    future = np.zeros_like(dh[:, 0])
    for t in reversed(range(T)):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + future, cache[t])
        future = rnn_step_backward(dh[:, t], cache[t])[1]
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="On its way from one state to the one before, what does the gradient pass besides Wh?",
    source="seed 003: a product of matrices without the activation's derivative",
)
def carried_without_the_derivative(dh, cache):
    """What is carried back from step to step goes through Wh but not through the activation."""
    dx, dWx, dWh, db = [], 0, 0, 0
    dprev_h = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        Wh = cache[t][3]
        dnext_h = dh[:, t] + dprev_h
        dx_t, _, dWx_t, dWh_t, db_t = rnn_step_backward(dnext_h, cache[t])
        dprev_h = dnext_h @ Wh.T
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="Whose input, states and result does each of your steps read?",
    source="one cache for the whole sequence",
)
def the_last_cache_at_every_step(dh, cache):
    """Each step is taken back with the last step's cache."""
    dx, dWx, dWh, db = [], 0, 0, 0
    dprev_h = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + dprev_h, cache[-1])
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="Whose input, states and result does the last of your steps read?",
    source="an index that is one too small: a student's slip in a trial",
)
def the_cache_of_the_step_before(dh, cache):
    """Each step is taken back with the cache of the step before it, and the first step with that of the last."""
    dx, dWx, dWh, db = [], 0, 0, 0
    dprev_h = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + dprev_h, cache[t - 1])
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="Set all of dh to zero but its last step. At which step does it enter your loop?",
    source="an index that is one too small: a student's slip in a trial",
)
def the_upstream_gradient_of_the_step_before(dh, cache):
    """Each step gets the upstream gradient of the step before it, and the first step that of the last."""
    dx, dWx, dWh, db = [], 0, 0, 0
    dprev_h = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t - 1] + dprev_h, cache[t])
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="Which is the last value of t in your loop?",
    source="an off-by-one of a range that counts down",
)
def the_first_step_is_left_out(dh, cache):
    """The loop ends before the first step, whose share is missing everywhere."""
    x, _, Wx, Wh, next_h = cache[0]
    dx = np.zeros((x.shape[0], dh.shape[1], x.shape[1]))
    dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros(Wh.shape[0])
    dprev_h = np.zeros_like(next_h)
    for t in range(dh.shape[1] - 1, 0, -1):
        dx[:, t], dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + dprev_h, cache[t])
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return dx, dprev_h, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="Did Wh take part in the first step, too?",
    source="h0 taken for a state of zeros",
)
def dWh_without_the_first_step(dh, cache):
    """The first step adds nothing to the gradient of Wh, as if h0 were always zero."""
    dx, dWx, dWh, db = [], 0, np.zeros_like(cache[0][3]), 0
    dprev_h = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + dprev_h, cache[t])
        dx.append(dx_t)
        dWx, db = dWx + dWx_t, db + db_t
        if t > 0:
            dWh = dWh + dWh_t
    return np.stack(dx[::-1], axis=1), dprev_h, dWx, dWh, db
