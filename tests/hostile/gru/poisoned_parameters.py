# kind: turncoats
# earns: 100
# why: its answers are right; that it changes its inputs is said and costs nothing by itself
"""Answers rightly and leaves NaN in whatever it was given, for whoever uses it next. Each call gets copies."""
honest = [simple_gru_cell_forward, gru_forward]


def poisoning(function):
    def poisoned(one, other, parameters):
        answer = function(one.copy(), other.copy(), {name: array.copy() for name, array in parameters.items()})
        for array in (one, other, *parameters.values()):
            array[...] = np.nan
        parameters.clear()
        return answer

    return poisoned


simple_gru_cell_forward, gru_forward = map(poisoning, honest)
