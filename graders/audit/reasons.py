"""What a person has to say about the audit's findings, each with its reason; what is not said here is a fault.

`SPOILS` are misconceptions that cost points in another function, too; `EQUIVALENT` are mutants that are no mistake, a
pattern of their titles for each reason.
"""

from __future__ import annotations

import re

__all__ = ["EQUIVALENT", "SPOILS", "reason_for"]

NO_ATTEMPT = "is no attempt by the rules, so its backward pass is judged by the right one alone: "
OTHER_GRADIENT = (
    "is an attempt, but the right backward formula on its cache is neither its own gradient nor the formula on what it "
    "returned: "
)
# Where a wrong function costs points in another one too, and why the rules want it so.
SPOILS: dict[tuple[str, str], tuple[set[str], str]] = {
    ("vanilla_rnn", "h0_is_ignored"): (
        {"rnn_backward"},
        NO_ATTEMPT + "no state depends on h0, and the first step's cache holds zeros.",
    ),
    ("vanilla_rnn", "every_step_starts_from_h0"): (
        {"rnn_backward"},
        NO_ATTEMPT + "no state depends on an earlier input.",
    ),
    ("vanilla_rnn", "the_sequence_is_read_backwards"): (
        {"rnn_backward"},
        NO_ATTEMPT + "states depend on later inputs, and the caches are in the other order.",
    ),
    ("vanilla_rnn", "the_first_input_at_every_step"): (
        {"rnn_backward"},
        NO_ATTEMPT + "no state depends on any input but the first.",
    ),
    ("vanilla_rnn", "axes_exchanged_by_reshaping"): (
        {"rnn_backward"},
        NO_ATTEMPT + "states depend on the inputs of other sequences.",
    ),
    ("vanilla_rnn", "states_pile_up"): (
        {"rnn_backward"},
        OTHER_GRADIENT + "the state also goes on past the step, and a path back is missing.",
    ),
    ("vanilla_rnn", "dprev_h_returned_before_dx"): (
        {"rnn_backward"},
        "What comes back for the state has the input's shape and cannot be added: rnn_backward raises, in the "
        "composition too.",
    ),
    ("binary_adder", "no_leading_zeros"): (
        {"train_adder", "add"},
        "The two numbers get unequal lengths and cannot be stacked: adder_forward raises, in the composition too.",
    ),
    ("binary_adder", "read_from_the_most_significant_bit"): (
        {"adder_backward"},
        NO_ATTEMPT + "predictions depend on higher bits.",
    ),
    ("binary_adder", "inputs_and_outputs_from_different_ends"): (
        {"adder_backward"},
        NO_ATTEMPT + "each prediction depends on the bits at the other end.",
    ),
    ("vanilla_rnn", "the_past_is_forgotten"): (
        {"rnn_forward"},
        "Without a past, h0 alone leads to zeros, and zeros earn nothing by follow-through: only `start` is lost.",
    ),
    ("binary_adder", "probabilities_rounded_to_bits"): (
        {"adder_backward"},
        NO_ATTEMPT + "a rounded prediction does not move with the weights, and its gradients are zero.",
    ),
    ("binary_adder", "no_state_is_carried"): (
        {"adder_backward"},
        NO_ATTEMPT + "no prediction depends on w_h or on another place.",
    ),
    ("binary_adder", "first_state_of_one_half"): (
        {"adder_backward"},
        NO_ATTEMPT + "the prediction of the ones depends on w_h, where the right one's does not.",
    ),
    ("binary_adder", "hidden_units_without_their_sigmoid"): (
        {"adder_backward"},
        OTHER_GRADIENT + "the slope of the sigmoid is taken of units that have none.",
    ),
    ("binary_adder", "hidden_units_with_tanh"): (
        {"adder_backward"},
        OTHER_GRADIENT + "the slope of the sigmoid is taken of a tanh.",
    ),
    ("binary_adder", "sigmoid_upside_down"): (
        {"adder_backward"},
        OTHER_GRADIENT + "the slope of the upside-down sigmoid has the other sign.",
    ),
    ("binary_adder", "w_h_transposed"): (
        {"adder_backward"},
        OTHER_GRADIENT + "the way back is through w_h the other way round.",
    ),
    ("character_model", "a_copy_of_the_weights_is_trained"): (
        {"model"},
        "The weights never move, so that the biases stay zeros, and zeros earn nothing by follow-through.",
    ),
    ("binary_adder", "prediction_as_a_column"): (
        {"add"},
        "Reading a bit from a row of the column raises.",
    ),
    ("sequence_model", "a0_is_ignored"): (
        {"rnn_backward"},
        NO_ATTEMPT + "no state depends on a0, and the first step's cache holds zeros.",
    ),
    ("sequence_model", "every_step_starts_from_a0"): (
        {"rnn_backward"},
        NO_ATTEMPT + "no state depends on an earlier input.",
    ),
    ("sequence_model", "the_sequence_is_read_backwards"): (
        {"rnn_backward"},
        NO_ATTEMPT + "states depend on later inputs, and the caches are in the other order.",
    ),
    ("sequence_model", "the_first_input_at_every_step"): (
        {"rnn_backward"},
        NO_ATTEMPT + "no state depends on any input but the first.",
    ),
    ("sequence_model", "time_comes_first"): (
        {"encode_decode"},
        "What is taken for the last state has another shape, and the decoder raises, in the composition too.",
    ),
    ("sequence_model", "states_and_predictions_exchanged"): (
        {"encode_decode"},
        "What is taken for the last state has the predictions' shape, and the decoder raises, in the composition too.",
    ),
    ("sequence_model", "x0_counted_as_the_first_answer"): (
        {"encode_decode"},
        "The first answer is the zeros that the decoder reads, and zeros earn nothing by follow-through.",
    ),
    ("lstm", "input_stacked_above_the_state"): (
        {"lstm_cell_backward"},
        OTHER_GRADIENT + "the stack's gradient is cut as if the state stood above the input.",
    ),
    ("lstm", "candidate_with_a_sigmoid"): (
        {"lstm_cell_backward"},
        OTHER_GRADIENT + "the slope of tanh is taken of a sigmoid.",
    ),
    ("lstm", "candidate_without_its_tanh"): (
        {"lstm_cell_backward"},
        OTHER_GRADIENT + "the slope of tanh is taken of a candidate that has none.",
    ),
    ("lstm", "candidate_with_the_tangent"): (
        {"lstm_cell_backward"},
        OTHER_GRADIENT + "the slope of tanh is taken of a tangent.",
    ),
    ("lstm", "gates_with_tanh"): (
        {"lstm_cell_backward"},
        OTHER_GRADIENT + "the slope of the sigmoid is taken of a tanh.",
    ),
    ("lstm", "gates_do_not_read_the_state"): (
        {"lstm_cell_backward"},
        NO_ATTEMPT + "nothing depends on a_prev.",
    ),
    ("lstm", "gates_read_the_memory"): (
        {"lstm_cell_backward"},
        NO_ATTEMPT + "nothing depends on a_prev, and units depend on the memory of others.",
    ),
    ("lstm", "biases_of_the_gates_forgotten"): (
        {"lstm_cell_backward"},
        OTHER_GRADIENT + "biases that are never read have no gradient.",
    ),
    ("lstm", "output_gate_copied_from_the_input_gate"): (
        {"lstm_cell_backward"},
        OTHER_GRADIENT + "the output gate's gradient is that of the input gate's weights.",
    ),
    ("lstm", "output_gate_with_the_bias_of_the_input_gate"): (
        {"lstm_cell_backward"},
        OTHER_GRADIENT + "a bias that is never read has no gradient.",
    ),
    ("lstm", "candidate_with_the_weights_of_the_input_gate"): (
        {"lstm_cell_backward"},
        OTHER_GRADIENT + "the candidate's gradient is that of the input gate's weights.",
    ),
    ("lstm", "state_shows_the_old_memory"): (
        {"lstm_forward"},
        "One step from an empty memory shows zeros, which earn nothing by follow-through: only `one_step` is lost.",
    ),
    ("lstm", "memory_not_carried"): (
        {"lstm_backward"},
        OTHER_GRADIENT + "the way back goes through a memory that was not handed on.",
    ),
    ("lstm", "state_not_carried"): (
        {"lstm_backward"},
        OTHER_GRADIENT + "the way back goes through states that were not handed on.",
    ),
    ("lstm", "memory_starts_from_a0"): (
        {"lstm_backward"},
        NO_ATTEMPT + "the first cell depends on the forget gate, which has nothing to keep.",
    ),
    ("lstm", "memory_starts_from_ones"): (
        {"lstm_backward"},
        NO_ATTEMPT + "the first cell depends on the forget gate, which has nothing to keep.",
    ),
    ("lstm", "a0_is_ignored"): (
        {"lstm_backward"},
        NO_ATTEMPT + "no state depends on a0, and the first step's cache holds zeros.",
    ),
    ("lstm", "state_handed_on_as_the_memory"): (
        {"lstm_backward"},
        OTHER_GRADIENT + "the way back goes through a memory that was not handed on.",
    ),
    ("lstm", "state_and_memory_exchanged_on_the_way"): (
        {"lstm_backward"},
        OTHER_GRADIENT + "what comes back for the one was handed on as the other.",
    ),
    ("lstm", "memory_piles_up"): (
        {"lstm_backward"},
        OTHER_GRADIENT + "the memory also goes on past the step, and a path back is missing.",
    ),
    ("lstm", "the_sequence_is_read_backwards"): (
        {"lstm_backward"},
        NO_ATTEMPT + "states depend on later inputs, and the caches are in the other order.",
    ),
    ("lstm", "the_first_input_at_every_step"): (
        {"lstm_backward"},
        NO_ATTEMPT + "no state depends on any input but the first.",
    ),
    ("lstm", "axes_exchanged_by_reshaping"): (
        {"lstm_backward"},
        NO_ATTEMPT + "states depend on the inputs of other examples.",
    ),
    ("lstm", "path_through_the_state_forgotten"): (
        {"lstm_backward"},
        "Only states have an upstream gradient, and none of it reaches the memory: most gradients of the composition "
        "are zeros, which earn nothing by follow-through.",
    ),
    ("lstm", "forget_and_input_gradients_exchanged"): (
        {"lstm_backward"},
        "In one step from an empty memory the input gate's gradient becomes zero, which earns nothing by "
        "follow-through: only `one_step` is lost.",
    ),
    ("lstm", "state_and_input_exchanged"): (
        {"lstm_backward"},
        "What comes back for the state has the input's shape and cannot be added: lstm_backward raises, in the "
        "composition too.",
    ),
    ("gru", "only_what_is_kept_is_reset"): (
        {"gru_cell_backward"},
        OTHER_GRADIENT + "the candidate was made of a memory that the cache does not tell of.",
    ),
    ("gru", "reset_gate_taken_for_a_forget_gate"): (
        {"gru_cell_backward"},
        OTHER_GRADIENT + "the reset gate's gradient comes back through the candidate, which never read it.",
    ),
    ("gru", "update_and_reset_gate_exchanged"): (
        {"gru_cell_backward"},
        OTHER_GRADIENT + "each gate gets the gradient of the other's work.",
    ),
    ("gru", "update_gate_reads_the_reset_memory"): (
        {"gru_cell_backward"},
        OTHER_GRADIENT + "the way back through the update gate does not pass the reset gate.",
    ),
    ("gru", "input_above_the_memory"): (
        {"gru_cell_backward"},
        OTHER_GRADIENT + "the stack's gradient is cut as if the memory stood above the input.",
    ),
    ("gru", "one_set_of_weights_for_both_gates"): (
        {"gru_cell_backward"},
        OTHER_GRADIENT + "the reset gate's gradient is that of the update gate's weights.",
    ),
    ("gru", "biases_of_the_gates_forgotten"): (
        {"gru_cell_backward"},
        OTHER_GRADIENT + "biases that are never read have no gradient.",
    ),
    ("gru", "gates_with_a_tanh"): (
        {"gru_cell_backward"},
        OTHER_GRADIENT + "the slope of the sigmoid is taken of a tanh.",
    ),
    ("attention", "forecast_returned_before_the_state"): (
        {"caption_forward"},
        "What is taken for the state has the forecast's shape, and the next step raises, in the composition too.",
    ),
    ("attention", "next_weights_returned_before_the_forecast"): (
        {"caption_forward"},
        "What is taken for the weights is a forecast of one axis, and the next step raises, in the composition too.",
    ),
}
# Mutants that answer as the reference does: patterns of "ASSIGNMENT.FUNCTION: RULE: BEFORE → AFTER", by reason.
EQUIVALENT: dict[str, tuple[str, ...]] = {
    "A cache is the student's own, and no function that is asked for reads this one.": (
        r"simple_gru_cell_forward: (exchanged|another name): return \(c_next, yt_pred, \(",
        r"gru_forward: .*: caches\.append\(.*\) → ",
        r"gru_forward: another name: return .*, caches\) → ",
    ),
    "Both are empty lists, or both are zeros of one shape.": (
        r"exchanged: .* = \(\[\], \[\](, \[\])*\) → ",
        r"index: .*np\.zeros_like\([^+*]*\]\)",
        r"adder_backward: call dropped: delta_h = np\.zeros_like\(states\[0\]\) → ",
    ),
    "The order does not matter: each is done once, whichever comes first.": (
        r"lstm_backward: exchanged: for name in ",
        r"gru_cell_backward: exchanged: for gate, delta, read in ",
        r"attend: exchanged: .*sum\(axis=\(0, 1\)\)",
        r"clip_by_norm: arguments exchanged: .*max\(norm, max_norm\)",
        r"character_model\.clip: arguments exchanged: .*np\.clip\(-maxValue, gradient, maxValue\)",
    ),
    "A list serves for an array, and one kind of number for another, wherever the numbers are right.": (
        r"sample: call dropped: index = int\(",
        r"adder_forward: another name: .*\.astype\([ab]\.dtype\)",
        r"int_to_bits: call dropped: ",
        r"int_to_bits: argument dropped: .* dtype=np\.uint8",
        r"train_adder: call dropped: errors\.append\(int\(",
        r"binary_adder\.add: call dropped: total = 2 \* total \+ int\(bit\)",
        r"adder_backward: call dropped: before, after = ",
        r"(caption_forward|gradient_norms): call dropped: return ",
        r"brnn_forward: argument dropped: a = np\.zeros\(\(n_a, m\), dtype=x\.dtype\)",
    ),
    "What model prints is not judged.": (r"character_model\.model: .*(% 2000|print)",),
    "3,500 steps of model take longer than all its cases may, so that no case leaves their number out.": (
        r"character_model\.model: constant: def .*num_iterations=(3499|3501)",
    ),
    "The lengths are equal, whether or not zip is strict about it.": (r"(dropped|constant): .*zip\(.*strict=True\)",),
    "There is one row, the first and the last.": (r"adder_backward: index: .*w_o\[0\]",),
    "Both names stand for the same numbers there.": (
        r"weight_decay: another name: .* → decayed\[name\] = decayed\[name\] \+",
    ),
    "The function that is called takes this argument and does not read it.": (
        r"optimize: another name: .* → gradients, a = rnn_backward\(Y, Y, ",
    ),
    "A norm does not tell a gradient from its opposite.": (
        r"gradient_norms: operands exchanged: .*\(1 - state \*\* 2\)",
    ),
    "It changes what it is given, which is a finding and costs nothing.": (
        r"weight_decay: call dropped: decayed = dict\(gradients\)",
    ),
}


def reason_for(title: str) -> str:
    """Return why a mutant of this title is no mistake, or nothing."""
    return next((why for why, patterns in EQUIVALENT.items() if any(re.search(one, title) for one in patterns)), "")
