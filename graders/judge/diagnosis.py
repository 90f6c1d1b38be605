"""Naming the misconception: a wrong version of the function whose outputs equal the student's on every case.

What explains all outputs of a function comes first: one misconception, or two that are merged into one function.
Failing that, each output is looked at by itself, so that two mistakes in two outputs are both named. What nothing
explains stays without a name.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..exercises.model import Check
from ..misconceptions import Misconception
from ..sandbox.wire import Odd
from .answers import as_array, compare, listed, most_items, parts, tree
from .batch import Batch, Prepared
from .calls import outcomes, settled

__all__ = ["Bank", "Diagnosis", "Naming", "Wrong", "joined", "wrong_versions"]

MOST_PAIRS = 300  # pairs that are compared with one exercise of a submission
Part = tuple[int, int, str]  # place of a case, problem, name


@dataclass(frozen=True)
class Diagnosis:
    """The name of a misconception, what is wrong, and what to look at; of two, both."""

    misconception: str
    explanation: str
    hint: str


def joined(mistakes: Iterable[Misconception]) -> Diagnosis:
    """Return what is said of one mistake, or of several at once."""
    made = list(dict.fromkeys(mistakes))
    return Diagnosis(
        " and ".join(one.name.replace("_", " ") for one in made),
        " ".join(one.explanation for one in made),
        " ".join(one.hint for one in made),
    )


class Wrong:
    """What a misconception, or two in one function, answer to the cases at some places of a batch.

    Each case is worked out when it is first asked for.
    """

    def __init__(
        self, batch: Batch, mistakes: tuple[Misconception, ...], functions: Any, places: Collection[int]
    ) -> None:
        self.batch = batch
        self.mistakes = mistakes
        self.functions = functions
        self.places = places
        self._answers: dict[int, list[Any] | None] = {}

    def answers(self, place: int) -> list[Any] | None:
        """Return the answers to one case's problems; None where it cannot run."""
        if place not in self._answers:
            exercise, case = self.batch.exercise, self.batch.cases[place][1]
            try:
                found = outcomes(self.batch.assignment, exercise, self.functions, case)
                self._answers[place] = [tree(settled(one)) for one in found]
            except Exception:
                self._answers[place] = None
        return self._answers[place]

    def beside(self, place: int, answers: list[Any], single: bool = False) -> Iterator[tuple[int, str, bool, bool]]:
        """Yield for each part of one case: problem, name, whether a student's answer is this one, and whether it is
        another than the reference's.
        """
        exercise = self.batch.exercise
        for j, wrong in enumerate(self.answers(place) or ()):
            right = self.batch.expected[place][j]
            mine = parts(answers[j], right, exercise.outputs, exercise.kept)
            claimed = parts(wrong, right, exercise.outputs, exercise.kept)
            for name, (got, true) in mine.items():
                want = claimed[name][0]
                differs = isinstance(want, Odd) or bool(compare(want, true, single).fault)
                yield j, name, _same(got, want, single), differs

    def explains(self, check: Check | None, answers: list[list[Any]], part: str = "", single: bool = False) -> bool:
        """Tell whether the student's answers to a check's cases are these, and not the reference's.

        Without a check: all answers to all cases. With a `part`: no other part counts. In float32, if `single`.
        """
        wrong = False
        for place in self.places:
            if check is not None and check.groups and self.batch.cases[place][0] not in check.groups:
                continue
            if self.answers(place) is None:
                return False
            for _, name, same, differs in self.beside(place, answers[place], single):
                if part and name != part or check is not None and check.outputs and name not in check.outputs:
                    continue
                if not same:
                    return False
                wrong = wrong or differs
        return wrong


def _same(got: Any, want: Any, single: bool) -> bool:
    """Tell whether an answer is a misconception's, which may lack something, or overflow: then in the same places."""
    if isinstance(want, Odd):
        return isinstance(got, Odd) and got == want
    want = want if isinstance(want, dict) else np.asarray(want)
    if isinstance(want, np.ndarray) and want.dtype.kind == "f" and not np.all(np.isfinite(want)):
        array = as_array(got, most_items(want))
        if array is None or array.shape != want.shape or not np.array_equal(np.isfinite(array), np.isfinite(want)):
            return False
        got, want = (np.where(np.isfinite(want), one, 0.0) for one in (array, want))
    return not compare(got, want, single).fault


def wrong_versions(prepared: Prepared) -> Iterator[Wrong]:
    """Yield what each misconception of an exercise's function answers to the ordinary cases."""
    batch = prepared.main
    places = prepared.sample if batch.references.sampled else range(len(batch.cases))
    for misconception in batch.references.misconceptions(batch.exercise):
        yield Wrong(batch, (misconception,), batch.references.mistaken(misconception), places)


class Bank:
    """The known mistakes in one function: each by itself, and every two that can be merged."""

    def __init__(self, prepared: Prepared) -> None:
        self.batch = prepared.main
        self.single = list(wrong_versions(prepared))
        self.places = self.single[0].places if self.single else ()
        self._merge: Callable[[Misconception, Misconception], Any] | None = None
        self._pairs: dict[tuple[int, int], Wrong | None] = {}
        # One case of each group, the one with the most numbers to compare, tells at once what cannot be.
        telling: dict[str, int] = {}
        for place in sorted(self.places, key=lambda place: (-self._size(place), place)):
            telling.setdefault(self.batch.cases[place][0], place)
        self.telling = sorted(telling.values())

    def _size(self, place: int) -> int:
        exercise = self.batch.exercise
        return sum(
            np.size(want)
            for right in self.batch.expected[place]
            for _, want in parts(right, right, exercise.outputs, exercise.kept).values()
        )

    def pair(self, one: int, other: int) -> Wrong | None:
        """Return two mistakes in one function, by their numbers in the bank; None where they cannot be merged."""
        if (one, other) not in self._pairs:
            if self._merge is None:
                self._merge = self.batch.references.merging(self.batch.exercise)
            mistakes = tuple(self.single[place].mistakes[0] for place in (one, other))
            functions = self._merge(*mistakes)
            wrong = None if functions is None else Wrong(self.batch, mistakes, functions, self.places)
            self._pairs[one, other] = wrong
        return self._pairs[one, other]


class Naming:
    """One submission's answers to the ordinary cases of one exercise, compared with the bank's.

    `wrong` says which of their parts are not right, and how: their fault by place of the case, problem and name.
    `single` says that they are float32, `spoilt` that a function below this one is wrong: then a part may be what a
    misconception gives by chance, and only what explains all of them counts.
    """

    def __init__(
        self, bank: Bank, answers: list[list[Any]], wrong: Mapping[Part, str], single: bool, spoilt: bool
    ) -> None:
        self.bank = bank
        self.answers = answers
        self.wrong = wrong
        self.single = single
        self.spoilt = spoilt
        self._named: dict[str, bool] = {}  # of each wrong part that was looked at: whether it has a name
        self._left = MOST_PAIRS
        self._claims: list[set[Part]] = []  # of each known mistake, in the telling cases: what is wrong by it
        differing = []  # and how much of that the student answers in another way
        for one in bank.single:
            found = [(place, *rest) for place in bank.telling for rest in one.beside(place, answers[place], single)]
            self._claims.append({(place, j, name) for place, j, name, _, differs in found if differs})
            differing.append(sum(not same for _, _, _, same, _ in found))
        nearest = [bank.single[place] for place in sorted(range(len(differing)), key=differing.__getitem__)]
        self.whole = next((one for one in (*nearest, *self._pairs(None, "")) if self._explains(one, None)), None)
        parts_of = () if self.whole is None else self.whole.mistakes
        mine = [one for one in nearest if one.mistakes[0] in parts_of]
        self.known = [*mine, *filter(None, [self.whole]), *(one for one in nearest if one not in mine)]

    @property
    def only(self) -> Misconception | None:
        """The one misconception that explains every answer, if there is one."""
        return self.whole.mistakes[0] if self.whole is not None and len(self.whole.mistakes) == 1 else None

    def of(self, check: Check) -> Diagnosis | None:
        """Return what explains the answers that a check looks at: one mistake, or one for each part that is wrong.

        Two in one part are looked for among gradients alone: those tell more than a few cases of a value.
        """
        if self.spoilt and self.whole is None:
            return None
        found = next((one for one in self.known if self._explains(one, check)), None)
        by_part: dict[str, Wrong | None] = {}
        keys = [key for key in self._wrong_in(check) if not check.shapes or self.wrong[key] in ("shape", "structure")]
        for part in dict.fromkeys(name for *_, name in keys):
            pairs = self._pairs(check, part) if self.bank.batch.exercise.upstream is not None else ()
            one = found or next((one for one in (*self.known, *pairs) if self._explains(one, check, part)), None)
            by_part[part] = one
        made = list(dict.fromkeys(filter(None, [found, *by_part.values()])))
        if len(made) > 1:
            by_part = {part: one and (None if self._refuted(one, check) else one) for part, one in by_part.items()}
        for part, one in by_part.items():
            self._named[part] = self._named.get(part, False) or one is not None
        named = bool(made) and None not in by_part.values()
        return joined(mistake for one in made for mistake in one.mistakes) if named else None

    def unnamed(self) -> str:
        """Return in a sentence which numbers no known mistake gives; "" if there are none."""
        kinds: dict[str, set[str]] = {}
        for (*_, name), fault in self.wrong.items():
            kinds.setdefault(name, set()).add(fault)
        parts = [name for name, named in self._named.items() if not named and kinds[name] <= {"value", "finite"}]
        count = len(self.bank.single)
        if not parts or not count:
            return ""
        which = f"your {listed(parts)}" if any(self._named.values()) else "these numbers"
        one_of = "The one known mistake does not give" if count == 1 else f"None of the {count} known mistakes gives"
        return f"{one_of} {which}."

    def _explains(self, one: Wrong, check: Check | None, part: str = "") -> bool:
        return one.explains(check, self.answers, part, self.single)

    def _refuted(self, one: Wrong, check: Check) -> bool:
        """Tell whether what a check looks at is right at a place where this mistake would have made it wrong.

        Then it is not one of several that were made, although it gives one part's numbers.
        """
        for place in one.places:
            if check.groups and self.bank.batch.cases[place][0] not in check.groups:
                continue
            for j, name, same, differs in one.beside(place, self.answers[place], self.single):
                looked_at = not check.outputs or name in check.outputs
                if looked_at and differs and not same and (place, j, name) not in self.wrong:
                    return True
        return False

    def _wrong_in(self, check: Check | None, wrong: Collection[Part] | None = None) -> Iterator[Part]:
        for key in self.wrong if wrong is None else wrong:
            place, _, name = key
            if check is None or (
                (not check.groups or self.bank.batch.cases[place][0] in check.groups)
                and (not check.outputs or name in check.outputs)
            ):
                yield key

    def _pairs(self, check: Check | None, part: str) -> Iterator[Wrong]:
        """Yield the pairs that may explain what a check looks at: what either of them spoils is what is wrong."""

        def here(wrong: Collection[Part]) -> set[Part]:
            found = self._wrong_in(check, wrong)
            return {key for key in found if key[0] in self.bank.telling and part in ("", key[2])}

        wanted, claims = here(self.wrong), [here(one) for one in self._claims]
        for one, other in itertools.combinations(range(len(claims)), 2):
            if claims[one] and claims[other] and claims[one] | claims[other] == wanted and self._left > 0:
                pair = self.bank.pair(one, other)
                if pair is not None:
                    self._left -= 1
                    yield pair
