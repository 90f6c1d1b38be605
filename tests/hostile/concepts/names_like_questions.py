# kind: names
# earns: 100
# why: all questions are answered rightly, and other keys are not asked for
"""Answers questions that nobody asked beside those that were: numbers past the end, paths, formulas, markup, a million
letters."""
right_answers = answers


def answers():
    odd = ["q00", "q99", "Q01", "q01 ", "../q01", "=q01", "<b>q01</b>", "\x1bq01", "\u202eq01", "q" * 1_000_000, "", "\ud800"]
    return {**dict.fromkeys(odd, "a"), **right_answers()}
