"""The judge: calls the submission, compares, follows through, and explains.

`submission` is a submission with its workers. `calls` and `batch` turn cases into requests, `cases` reads case files
and `drawing` makes them. `answers` compares two answers, `verdicts` says which checks hold, `following` and
`own_forward` know the other right answers. `counterexample`, `diagnosis` and `wording` explain what is wrong,
`findings` what was noticed apart from that, and `grading` puts them together. `isolation` finds out what the sandbox
holds, by `attempts` that it has a worker make.
"""
