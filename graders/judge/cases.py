"""Case files: a course's hidden cases as plain arrays, read back and bound to their exercises.

A case file holds, for each assignment, exercise and group, a list of cases, and a secret from which a quiz has its
numbers. It is the secret of a course and its identity: reports name it by its hash. Grading only reads it.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from ..exercises import ASSIGNMENTS, assignment
from ..exercises.model import OWN, Assignment, Exercise
from ..own import register
from ..sandbox import wire
from .batch import Prepared
from .recording import Recorded
from .references import References

__all__ = ["MAGIC", "NUMBERS", "PRACTICE", "BadCaseFile", "CaseFile", "in_kit", "know_recorded"]

MAGIC = b"unrolled cases 1\n"
PRACTICE = resources.files("graders").joinpath("practice.cases")  # public
NUMBERS = "numbers of the quiz"  # a key beside the assignments, whose names have no spaces


RECORDINGS = resources.files("graders").joinpath("recordings")


def in_kit() -> bool:
    """Tell whether this is a student's kit: recorded answers, and no references."""
    return RECORDINGS.is_dir()


def know_recorded() -> None:
    """Add the assignments of the course's own that a student's kit holds."""
    for folder in RECORDINGS.iterdir():
        if isinstance(folder, Path) and folder.joinpath("exercises.py").is_file():
            register(folder)


class BadCaseFile(ValueError):
    """The case file cannot be used; the text says why, in a sentence."""


@dataclass
class CaseFile:
    """The cases of a course, with what the references answer, worked out when first asked for.

    `name` tells the file by its hash, `secret` is what the quiz's numbers come from.
    """

    name: str
    drawn: dict[str, Any]
    secret: str = ""
    _prepared: dict[tuple[str, str], Prepared] = field(default_factory=dict)
    references_of: dict[str, References] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what was worked out: where a process cannot be forked, it works that out for itself."""
        return {"name": self.name, "drawn": self.drawn, "secret": self.secret, "_prepared": {}, "references_of": {}}

    @classmethod
    def public(cls) -> CaseFile:
        """Return the practice cases that the package ships; in a student's kit they come with recorded answers."""
        if in_kit():
            return _Recordings("public", {})
        try:
            file = cls.from_bytes(PRACTICE.read_bytes())
        except BadCaseFile as error:  # an exercise was changed in a copy of the project
            raise BadCaseFile(
                f"graders/practice.cases {error}; draw it again with `unrolled cases --seed 1 graders/practice.cases "
                f"--force`"
            ) from None
        file.name, file.secret = "public", ""
        return file

    @classmethod
    def read(cls, path: Path) -> CaseFile:
        """Return the cases in a file. Raises `BadCaseFile`."""
        try:
            return cls.from_bytes(path.read_bytes())
        except OSError as error:
            raise BadCaseFile(f"The case file {path} cannot be read: {error.strerror or error}.") from None
        except BadCaseFile as error:
            text = f"The case file {path} {error}"
            if not text.endswith("."):
                text += "; draw a new one with `unrolled cases` or restore it from a copy."
            raise BadCaseFile(text) from None

    @classmethod
    def from_bytes(cls, data: bytes) -> CaseFile:
        """Return the cases in a file's bytes. Raises `BadCaseFile`."""
        drawn = cls.unpacked(data)
        secret = drawn.pop(NUMBERS, "")
        if not isinstance(secret, str):
            raise BadCaseFile("is damaged")
        file = cls(cls.hash_of(data), drawn, secret)
        for name, exercises in file.drawn.items():
            if name not in ASSIGNMENTS:
                raise BadCaseFile(
                    f"holds cases of {name}, which is not known here; if it is yours, name its folder in unrolled.toml."
                )
            for exercise in assignment(name).exercises:
                groups = exercises.get(exercise.name) if isinstance(exercises, dict) else None
                if not isinstance(groups, dict) or set(groups) != {group.name for group in exercise.groups}:
                    if name in OWN:
                        raise BadCaseFile(
                            f"was drawn before {name}/exercises.py was changed; draw those cases again with "
                            f"`unrolled cases --only {name} --force`."
                        )
                    raise BadCaseFile("was drawn by another version of the graders")
        return file

    @staticmethod
    def hash_of(data: bytes) -> str:
        """Return what reports call a file with these bytes."""
        return "sha256:" + hashlib.sha256(data).hexdigest()

    @property
    def variant(self) -> str:
        """Whose numbers the course's quiz has. They stay where one assignment's cases are drawn again.

        A file without the secret is an old one, or the public one; its name is as good.
        """
        return self.secret or self.name

    @staticmethod
    def unpacked(data: bytes) -> dict[str, Any]:
        """Return what a file's bytes hold, by assignment, whatever has become of it. Raises `BadCaseFile`."""
        if not data.startswith(MAGIC):
            raise BadCaseFile("is not a case file")
        try:
            unpacker = zlib.decompressobj()
            text = unpacker.decompress(data[len(MAGIC) :], wire.MAX_FRAME)
            if not unpacker.eof or unpacker.unused_data:
                raise BadCaseFile("is damaged")
            drawn = wire.loads(text, inputs=True)
        except (zlib.error, ValueError) as error:
            raise BadCaseFile("is damaged") from error
        if not isinstance(drawn, dict):
            raise BadCaseFile("is damaged")
        return drawn

    def prepared(self, assignment: Assignment, exercise: Exercise) -> Prepared:
        """Return an exercise's cases, ready to be sent. Raises `BadCaseFile` where the file has none."""
        key = assignment.name, exercise.name
        if key not in self._prepared:
            references = self.references(assignment)
            if assignment.name not in self.drawn:
                raise BadCaseFile(
                    f"the case file has no cases of {assignment.name}; add them with "
                    f"`unrolled cases --only {assignment.name}`."
                )
            self._prepared[key] = Prepared(references, exercise, self.drawn[assignment.name][exercise.name])
        return self._prepared[key]

    def references(self, assignment: Assignment) -> References:
        """Return what is right and what is known to be wrong in an assignment."""
        if assignment.name not in self.references_of:
            self.references_of[assignment.name] = References(assignment)
        return self.references_of[assignment.name]


class _Recordings(CaseFile):
    """The cases of a student's kit, each assignment's read with its recorded answers when first asked for."""

    def references(self, assignment: Assignment) -> References:
        file = RECORDINGS.joinpath(f"{assignment.name}.answers")
        if assignment.name not in self.references_of:
            if not any(exercise.groups for exercise in assignment.exercises):  # a quiz
                raise BadCaseFile(
                    f"{assignment.name} is graded by your course alone, since a kit that knew what is right would hold "
                    "the answers; `pytest` in the assignment's folder looks at the form of yours."
                )
            if not file.is_file():
                raise BadCaseFile(f"this kit has no cases of {assignment.name}; ask for a newer one.")
            recorded = Recorded(assignment, file.read_bytes())
            self.drawn[assignment.name] = recorded.cases
            self.references_of[assignment.name] = recorded
        return self.references_of[assignment.name]
