"""The audit: proof that the graders accept what is right and refuse what is wrong, and how often they do not.

`mutants` makes wrong functions by rules, `trial` grades them and everything else that is known to be right or wrong,
and `reasons` holds what a person says about what came out: why a mistake costs points twice, why a mutant is none.
`messages` lists every sentence that a student may read.
"""
