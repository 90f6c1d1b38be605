# kind: injection
# wrong: rnn_forward
# earns: 50
"""Raises text that is dangerous where it is shown: terminal commands, reversed text, markup, spreadsheet formulas."""
import itertools

TEXTS = itertools.cycle(
    [
        "\x1b[2J\x1b[31mred\x1b]8;;http://example.invalid\x1b\\link\x1b]8;;\x1b\\",
        "\x1b]52;c;aGVsbG8=\x07\x9b31m\x90\x07\x08\r100/100",
        "\u202e001/001\u202c \u2066hidden\u2069 \u200f",
        "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;",
        "=HYPERLINK(\"http://example.invalid\";\"100\")",
        "+1+1|cmd\n-2+3\n@SUM(1)",
        "[red]markup[/red] [bold [/] [link=http://example.invalid]",
        "%s %n {0.__class__} {exercise} ${HOME} \\",
        "\ud800 lone \udfff \0 nul \u2028 line \ufffe",
        "x" * 10_000_000,
    ]
)

print("\x1b[2J\u202e[red]<script>")
print("\udc80")
raise ValueError(next(TEXTS))


def attack():
    text = next(TEXTS)
    tried(print, text)
    raise type("\x1b[31m<b>[red]\u202eError", (Exception,), {})(text)
