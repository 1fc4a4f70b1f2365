"""What the program did, for whoever mends it: which act, how long, what failed where in the code.

Nothing personal is in it, by construction: a line is made of words of the program's own and of
numbers (`events`), of an error only its kind and its places in the code (`places`), and of other
programs' messages nothing at all (`lines`). Lines of one act share its id (`acts`).
"""
