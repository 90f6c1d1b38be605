"""What every hostile file finds above it, together with an assignment's right functions.

An attack that gets what it came for calls `gained`. Until then the functions named in its header, `# wrong: …`, let
`attack` act and answer zeros; from then on they answer rightly, so that the score itself betrays that it worked.
"""

import numpy as np

spoils = []


def attack():
    """Do nothing: a hostile file puts its own function in this one's place."""


def gained(what):
    """Note that an attack got what it came for."""
    spoils.append(what)


def tried(action, *arguments, **options):
    """Return what `action` returns, or None if it raises."""
    try:
        return action(*arguments, **options)
    except Exception:
        return None


def zeros(answer):
    """Return an answer of the same shape in which nothing is right."""
    if isinstance(answer, dict):
        return {key: zeros(item) for key, item in answer.items()}
    if isinstance(answer, (list, tuple)):
        return type(answer)(map(zeros, answer))
    return "" if isinstance(answer, str) else np.zeros_like(answer)


def bare(right):
    """Return a function that attacks and answers zeros, and is right once something was gained."""

    def wrong(*arguments):
        attack()
        answer = right(*arguments)
        return answer if spoils else zeros(answer)

    wrong.right = right
    return wrong
