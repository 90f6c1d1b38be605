"""The lessons' pictures, drawn by code: a module per lesson, and the `toolbox` that they share.

`solutions/pictures/NAME.py` holds a function for each picture, which returns a `Drawing`, and names
them in `PICTURES`. The lesson `solutions/NAME.py` shows one with a line of Markdown,

    ![What is to be seen, in a sentence or more.](pictures/KEY.svg)

and `unrolled release` writes it, with that text as its title and description.
"""
