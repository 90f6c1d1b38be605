# kind: turncoats
# earns: 0
# why: an answer counts if it is the same every time
"""Answers rightly when it is first asked, and another thing after that."""
CALLS = []
right_answers = answers


def answers():
    CALLS.append(1)
    return right_answers() if len(CALLS) == 1 else {name: None for name in right_answers()}
