"""Every system that a source document shows has its exercise, and every figure that one prints is reproduced.

The documents are called by their numbers: 000 a vanilla RNN in code, 001 notes on sequences and losses, 002 a course's
week with a quiz and dinosaurs' names, 003 notes on a video about variants, 004 the binary adder.
"""

from __future__ import annotations

import pytest
import test_seed_figures

from graders.exercises import ASSIGNMENTS, assignment

# The course's list: what a submission of each assignment defines.
CONTRACT = {
    "vanilla_rnn": "rnn_step_forward rnn_step_backward rnn_forward rnn_backward",
    "sequence_model": "build_vocabulary one_hot softmax rnn_cell_forward rnn_forward sequence_loss rnn_cell_backward "
    "rnn_backward many_to_one one_to_many encode_decode",
    "lstm": "lstm_cell_forward lstm_forward lstm_cell_backward lstm_backward",
    "gru": "simple_gru_cell_forward gru_cell_forward gru_forward gru_cell_backward",
    "character_model": "clip sample optimize model",
    "binary_adder": "int_to_bits adder_forward adder_backward train_adder add",
    "deep_bidirectional": "brnn_forward deep_rnn_forward",
    "attention": "attention_weights attend caption_step caption_forward",
    "stability": "gradient_norms clip_by_norm weight_decay",
    "concepts": "answers",
}

# The document, what it shows (a function of its code, a formula, a drawing), and the exercises that ask for it.
SYSTEMS = [
    ("000", "rnn_step_forward", "vanilla_rnn.rnn_step_forward"),
    ("000", "rnn_step_backward", "vanilla_rnn.rnn_step_backward"),
    ("000", "rnn_forward", "vanilla_rnn.rnn_forward"),
    ("000", "rnn_backward", "vanilla_rnn.rnn_backward"),
    ("000", "one to one, an ordinary network", "sequence_model.rnn_cell_forward"),
    ("000", "one to many: a caption", "sequence_model.one_to_many attention.caption_forward"),
    ("000", "many to one: a text's sentiment", "sequence_model.many_to_one"),
    ("000", "many to many: a translation", "sequence_model.encode_decode"),
    ("000", "many to many: a video's frames", "sequence_model.rnn_forward"),
    ("001", "a dictionary of the training set, with <UNK>", "sequence_model.build_vocabulary"),
    ("001", "one-hot inputs", "sequence_model.one_hot"),
    ("001", "equation 1: the cell and its prediction", "sequence_model.rnn_cell_forward sequence_model.softmax"),
    ("001", "figure 1: the cell along a sequence", "sequence_model.rnn_forward"),
    ("001", "equations 2 and 3: the loss", "sequence_model.sequence_loss"),
    ("001", "equation 4: backpropagation through time", "sequence_model.rnn_backward"),
    ("001", "figure 4: the cell backward", "sequence_model.rnn_cell_backward"),
    ("001", "one2one", "sequence_model.rnn_cell_forward"),
    ("001", "one2many: music", "sequence_model.one_to_many"),
    ("001", "many2one: sentiment", "sequence_model.many_to_one"),
    ("001", "many2many of equal lengths: names", "sequence_model.rnn_forward"),
    ("001", "many2many of unequal lengths: translation", "sequence_model.encode_decode"),
    ("002", "rnn_cell_forward", "sequence_model.rnn_cell_forward"),
    ("002", "rnn_forward", "sequence_model.rnn_forward"),
    ("002", "rnn_utils.softmax", "sequence_model.softmax"),
    ("002", "backpropagation in an RNN", "sequence_model.rnn_cell_backward sequence_model.rnn_backward"),
    ("002", "the kinds of RNN", "sequence_model.many_to_one sequence_model.one_to_many sequence_model.encode_decode"),
    ("002", "vanishing and exploding gradients", "stability.gradient_norms character_model.clip"),
    ("002", "the GRU with one gate", "gru.simple_gru_cell_forward"),
    ("002", "the whole GRU", "gru.gru_cell_forward gru.gru_forward gru.gru_cell_backward"),
    ("002", "lstm_cell_forward", "lstm.lstm_cell_forward"),
    ("002", "lstm_forward", "lstm.lstm_forward"),
    ("002", "the bidirectional network", "deep_bidirectional.brnn_forward"),
    ("002", "the deep network", "deep_bidirectional.deep_rnn_forward"),
    ("002", "the quiz", "concepts.answers"),
    ("002", "clip", "character_model.clip"),
    ("002", "sample", "character_model.sample"),
    ("002", "optimize", "character_model.optimize"),
    ("002", "model", "character_model.model"),
    ("003", "h = tanh(Wh + Ux), y = softmax(Vh)", "sequence_model.rnn_cell_forward sequence_model.softmax"),
    ("003", "the deep RNN", "deep_bidirectional.deep_rnn_forward"),
    ("003", "the bidirectional RNN", "deep_bidirectional.brnn_forward"),
    ("003", "BPTT", "sequence_model.rnn_backward stability.gradient_norms"),
    ("003", "against explosion: weight decay", "stability.weight_decay"),
    ("003", "against explosion: cutting off at a threshold", "stability.clip_by_norm character_model.clip"),
    ("003", "the LSTM's three gates", "lstm.lstm_cell_forward lstm.lstm_forward"),
    ("003", "what has entered an LSTM's memory stays", "lstm.lstm_cell_backward lstm.lstm_backward"),
    ("003", "the GRU's two gates", "gru.gru_cell_forward"),
    ("003", "attention weights from the memory", "attention.attention_weights"),
    ("003", "the vector z", "attention.attend"),
    ("003", "h1 gives the weights a2 and the output d1", "attention.caption_step"),
    ("003", "a sentence about the picture", "attention.caption_forward"),
    ("003", "convolutions, and what sets an RNN apart", "concepts.answers"),
    ("004", "int2binary", "binary_adder.int_to_bits"),
    ("004", "forward from the lowest bit", "binary_adder.adder_forward"),
    ("004", "the derivatives with respect to w_i, w_h and w_o", "binary_adder.adder_backward"),
    ("004", "the training loop", "binary_adder.train_adder"),
    ("004", "the sum as a decimal number", "binary_adder.add"),
]

# The document, the figure as it prints it, and the test in test_seed_figures.py that reproduces it. 000 prints none.
FIGURES = [
    ("001", "T_x = 9", "test_a_sentence_of_nine_words_is_a_sequence_of_nine_columns"),
    ("001", "0.8, the probability of a name", "test_a_name_that_is_given_a_probability_of_0_8_costs_its_logarithm"),
    ("001", "T_x and T_y of the five kinds", "test_the_five_kinds_have_the_lengths_that_name_them"),
    ("002", "losses 23.0873360855 and 27.8841604914, and the names",
     "test_the_character_models_losses_and_names_are_the_printed_ones"),
    ("002", "3500 iterations, 50 units, 7 names, 27 characters",
     "test_the_character_model_is_trained_as_the_document_trains_it"),
    ("002", "about three layers", "test_three_layers_are_run_bottom_first"),
    ("002", "question 7: 10,000 words, 100 units", "test_a_gate_of_a_hundred_units_has_a_hundred_entries"),
    ("002", "question 8: Γu ≈ 0", "test_with_the_update_gate_shut_the_gradient_does_not_vanish"),
    ("002", "question 9: Γu and 1 − Γu", "test_a_grus_gates_are_an_lstms_with_the_forget_gate_tied"),
    ("002", "question 10: 365 days", "test_of_365_days_only_the_past_counts_in_one_direction"),
    ("003", "7x7x3 by 3x3x3 gives 3x3, m kernels 3x3xm", "test_a_picture_of_7_by_7_by_3_gives_feature_maps_of_3_by_3"),
    ("003", "14x14x512 and 14x14 give 1x512", "test_attention_over_14_by_14_by_512_gives_512_numbers"),
    ("004", "256 numbers of eight bits", "test_eight_bits_are_the_256_numbers"),
    ("004", "weights of (16, 2), (16, 16), (1, 16)", "test_the_random_stream_is_the_documents"),
    ("004", "wrong bits at every hundredth step", "test_the_adders_error_curve_is_the_printed_one"),
    ("004", "the last loss 0.012125", "test_the_adders_last_loss_is_the_printed_one"),
    ("004", "a sum read back as a number", "test_the_trained_adder_gets_every_sum_right"),
]  # fmt: skip


@pytest.mark.parametrize("name", CONTRACT)
def test_an_assignment_asks_for_what_the_courses_list_says(name: str) -> None:
    assert list(assignment(name).functions) == CONTRACT[name].split()


def test_the_assignments_are_in_the_courses_order() -> None:
    assert list(CONTRACT) == ASSIGNMENTS


@pytest.mark.parametrize(("document", "shown", "exercises"), SYSTEMS)
def test_what_a_document_shows_has_its_exercise(document: str, shown: str, exercises: str) -> None:
    for exercise in exercises.split():
        name, function = exercise.split(".")
        assert function in CONTRACT[name].split()
        assert function in assignment(name).functions


def test_every_exercise_comes_from_a_document() -> None:
    named = {exercise for _, _, exercises in SYSTEMS for exercise in exercises.split()}
    assert {f"{name}.{function}" for name, functions in CONTRACT.items() for function in functions.split()} == named


@pytest.mark.parametrize(("document", "figure", "test"), FIGURES)
def test_what_a_document_prints_is_reproduced(document: str, figure: str, test: str) -> None:
    assert callable(getattr(test_seed_figures, test))
