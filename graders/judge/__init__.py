"""The judge: calls the submission, compares, follows through, and explains.

`cases` draws and reads case files, `answers` compares, `submission` is a submission with its workers, `following`
knows the other right answers (by follow-through), `counterexample` looks for the smallest call that shows a fault,
`diagnosis` names the misconception, `grading` puts them together, `isolation` finds out what the sandbox holds.
"""
