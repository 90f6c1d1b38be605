# kind: injection
# wrong: q01 q03 q07
# earns: 91
"""Answers with formulas, commands, markup and reversed text, which are quoted where it is said that they are wrong."""


def q01():
    return ["=HYPERLINK(1)", "\x1b[2J", "<img src=x onerror=alert(1)>", "\u202e"]


def q03():
    return "</script><script>alert(1)</script>\x1b]52;c;aGk=\x07\r\n=cmd|' /C calc'!A1\u2066"


def q07():
    raise ValueError("<b>\x9b31m100\u202e</b>\n=1+1\n@SUM(1)")
