"""Each misconception, pasted below a right solution, costs its own points and is explained by a call that shows it."""

from __future__ import annotations

import ast
import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from conftest import Grade, chosen, exercise_of, lost, reference_source

from graders.exercises import ASSIGNMENTS, assignment
from graders.exercises.model import Exercise
from graders.grade import Grader, SubmissionResult
from graders.judge.diagnosis import wrong_versions
from graders.judge.grading import CheckResult, ExerciseResult
from graders.misconceptions import Misconception, misconceptions

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
}
MOST_NUMBERS = 40
# Two sequences cannot be said in less, nor twelve steps with what is expected of each, nor fifty characters.
MOST_NUMBERS_OF = {
    "two_caches": 60, "long": 90, "state": 50, "list": 80, "fifty": 80, "fiftieth": 80, "alphabet": 80
}  # fmt: skip
# The smallest step of an LSTM has ten weights more than that of a vanilla RNN, in each of two calls; a GRU's, seven;
# what translates has two networks, and two examples; and attention has its score, its words and its picture.
MORE_WEIGHTS = {
    "sequence_model": 10,
    "lstm": 10,
    "gru": 7,
    "attention": 14,
}
AT_A_GLANCE = 24
AT_A_GLANCE_OF = {
    "old_ones_are_left_in_the_input": 30,
    "no_newline_after_fifty_draws": 70,
    "one_newline_when_the_fiftieth_is_one": 70,
    "one_draw_too_many": 70,
}


@dataclass
class Graded:
    """A misconception below the reference, graded."""

    assignment: str
    misconception: Misconception
    source: str
    result: SubmissionResult

    @property
    def key(self) -> tuple[str, str]:
        return self.assignment, self.misconception.name

    @property
    def failed(self) -> Iterator[tuple[ExerciseResult, CheckResult]]:
        for exercise in self.result.exercises:
            for check in exercise.checks:
                if not check.passed:
                    yield exercise, check


GRADED = [
    pytest.param((name, one), id=f"{one.function}-{one.name}")
    for name in ASSIGNMENTS
    for one in misconceptions(name)
    if chosen(one.name, 5)
]


@pytest.fixture(scope="module", params=GRADED)
def graded(request: pytest.FixtureRequest, grade: Grade) -> Graded:
    name, one = request.param
    source = reference_source(name) + "\n\n" + one.submission_source()
    return Graded(name, one, source, grade(source, name))


def outcome_of(source: str, counterexample: str) -> BaseException | None:
    """Run a counterexample below a source, as a student would, and return what it raised."""
    namespace: dict[str, Any] = {"__name__": "pasted"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, "submission", "exec"), namespace)
        try:
            exec(compile(counterexample, "counterexample", "exec"), namespace)
        except Exception as error:
            return error
    return None


def numbers_of(counterexample: str) -> int:
    """Return how many numbers there are to read, the two tolerances at its end left out."""
    constants = [node.value for node in ast.walk(ast.parse(counterexample)) if isinstance(node, ast.Constant)]
    return len([value for value in constants if isinstance(value, int | float)]) - 2


def is_own_composition(exercise: ExerciseResult) -> bool:
    """Tell whether what was expected is the composition with the student's own functions."""
    return "Judged " in exercise.message


# In a quiz, every wrong answer is one: test_concepts.py.
@pytest.mark.parametrize("name", [name for name in ASSIGNMENTS if assignment(name).quiz is None])
def test_at_least_twenty_of_an_assignment_cost_points_in_their_function_alone(name: str) -> None:
    assert len([one for one in misconceptions(name) if (name, one.name) not in SPOILS]) >= 20


@pytest.mark.parametrize(
    "exercise", [pytest.param((name, one), id=one.name) for name in ASSIGNMENTS for one in assignment(name).exercises]
)
def test_each_of_them_answers_a_case_wrongly(exercise: tuple[str, Exercise], grader: Grader) -> None:
    name, one = exercise
    if assignment(name).quiz is None:
        for wrong in wrong_versions(grader.cases.prepared(assignment(name), one)):
            given = [wrong.answers(place) for place in wrong.places]
            if None not in given:  # it can run on these cases
                assert wrong.explains(None, given), wrong.mistakes[0].name


def test_every_exception_is_about_a_misconception_that_there_is() -> None:
    there = {(name, one.name) for name in ASSIGNMENTS for one in misconceptions(name)}
    assert set(SPOILS) <= there


def test_it_costs_points_in_its_function_and_nowhere_else_without_a_reason(graded: Graded) -> None:
    spoilt, _ = SPOILS.get(graded.key, (set(), ""))
    assert set(lost(graded.result)) == {graded.misconception.function} | spoilt


def test_what_it_costs_is_said_in_a_sentence(graded: Graded) -> None:
    for exercise, check in graded.failed:
        assert exercise.message
        assert check.message
        assert check.message not in {"", exercise.name}


def test_where_values_are_wrong_a_call_shows_it(graded: Graded) -> None:
    for name in lost(graded.result):
        exercise = exercise_of(graded.result, name)
        assert any(check.counterexample for check in exercise.checks), f"{name}: {exercise.message}"


def test_a_counterexample_fails_below_the_students_code(graded: Graded) -> None:
    for exercise, check in graded.failed:
        if not check.counterexample:
            continue
        error = outcome_of(graded.source, check.counterexample)
        assert error is not None, f"{exercise.name}, {check.name} passes:\n{check.counterexample}"
        if not isinstance(error, AssertionError):
            said = f"{exercise.name} raises {type(error).__name__}"
            assert said in check.message, f"{exercise.name}, {check.name}: {error!r}\n{check.counterexample}"


def test_a_counterexample_passes_below_the_reference(graded: Graded) -> None:
    for exercise, check in graded.failed:
        if check.counterexample and not is_own_composition(exercise):
            error = outcome_of(reference_source(graded.assignment), check.counterexample)
            assert error is None, f"{exercise.name}, {check.name}: {error!r}\n{check.counterexample}"


def test_a_counterexample_is_small(graded: Graded) -> None:
    for exercise, check in graded.failed:
        if check.counterexample:
            most = MOST_NUMBERS_OF.get(check.name, MOST_NUMBERS) + 2 * MORE_WEIGHTS.get(graded.assignment, 0)
            shown = f"{exercise.name}, {check.name}:\n{check.counterexample}"
            assert numbers_of(check.counterexample) <= most, shown


def test_an_exercise_has_one_counterexample_that_is_read_at_a_glance(graded: Graded) -> None:
    exercise = exercise_of(graded.result, graded.misconception.function)
    least = min(numbers_of(check.counterexample) for check in exercise.checks if check.counterexample)
    most = AT_A_GLANCE_OF.get(graded.misconception.name, AT_A_GLANCE)
    assert least <= most + MORE_WEIGHTS.get(graded.assignment, 0)


def test_a_diagnosis_names_this_misconception(graded: Graded) -> None:
    title = graded.misconception.name.replace("_", " ")
    assert {check.diagnosis.misconception for _, check in graded.failed if check.diagnosis} == {title}


def test_a_diagnosis_carries_the_explanation_and_the_hint(graded: Graded) -> None:
    title = graded.misconception.name.replace("_", " ")
    found = [
        check.diagnosis for _, check in graded.failed if check.diagnosis and check.diagnosis.misconception == title
    ]
    assert {one.explanation for one in found} == {graded.misconception.explanation}
    assert {one.hint for one in found} == {graded.misconception.hint}
