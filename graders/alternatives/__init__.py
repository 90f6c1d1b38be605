"""A second right answer to each assignment, obtained in another way, which rounds differently.

A case is admitted to a case file only if both ways agree well within its tolerance. A module an assignment, whose
`ALTERNATIVE` maps each function of the contract to its other version.
"""
