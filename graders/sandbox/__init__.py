"""The sandbox: where student code runs, and nothing worth stealing is.

The judge's side is `host` (starts a zygote, asks it for workers, keeps time). The other modules run in the zygote,
a fresh interpreter that imports this folder alone, as the top-level package `sandbox`, and in the workers it forks:
`rights` (what a worker gives up), `reading` (source text to statements), `worker` (runs them and calls the functions),
`interplay` (how their calls touch each other), `surroundings` (what they find around them), `plain` (what they
answer). `shell` is a second kind of zygote, whose workers are IPython shells: they run a notebook's cells for what they
show (`recorded`), which may write files that are none (`files`). `wire` is the only thing both sides share: plain data
as bytes, never pickle.
"""
