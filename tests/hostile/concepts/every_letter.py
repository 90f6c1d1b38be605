# kind: look-up
# earns: 0
# why: no answer is ever right as all letters at once, or as a number and a letter in one
"""Answers every question with every letter, or with everything that it could be at once."""


def answers():
    return {f"q{number:02}": ["a", "b", "c", "d", "e", "f"] for number in range(1, 40)}
