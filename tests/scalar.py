"""The formulas of the course, one number at a time, for complex numbers, without NumPy.

An independent second derivation: written from the formulas with plain loops and `cmath`, so that it
shares no line, no axis convention and no transpose with the references that it checks. As the
functions are analytic, a step of 1e-20 along the imaginary axis gives derivatives that are exact to
rounding (Squire and Trapp, "Using complex variables to estimate derivatives of real functions",
1998): there is no difference to cancel.
"""

import cmath

STEP = 1e-20


def gradients(loss, *arguments):
    """Return the gradient of `loss(*arguments)` with respect to each argument, a nested list."""
    arguments = [_complex(argument) for argument in arguments]
    return [_gradient(lambda: loss(*arguments), argument) for argument in arguments]


def _complex(values):
    return [_complex(value) if isinstance(value, list) else complex(value) for value in values]


def _gradient(loss, values):
    result = []
    for i, value in enumerate(values):
        if isinstance(value, list):
            result.append(_gradient(loss, value))
        else:
            values[i] = value + STEP * 1j
            result.append(loss().imag / STEP)
            values[i] = value
    return result


def sigmoid(z):
    """1 / (1 + e^-z)."""
    return 1 / (1 + cmath.exp(-z))


def rnn_states(x, h0, Wx, Wh, b):
    """h[n][t][j] = tanh(sum_d x[n][t][d] Wx[d][j] + sum_i h[n][t-1][i] Wh[i][j] + b[j])."""
    h = []
    for n, sequence in enumerate(x):
        states, before = [], h0[n]
        for inputs in sequence:
            after = []
            for j, bias in enumerate(b):
                total = bias
                for d, value in enumerate(inputs):
                    total += value * Wx[d][j]
                for i, value in enumerate(before):
                    total += value * Wh[i][j]
                after.append(cmath.tanh(total))
            states.append(after)
            before = after
        h.append(states)
    return h


def rnn_loss(dh, x, h0, Wx, Wh, b):
    """The sum of all states, each times its upstream gradient dh[n][t][j]."""
    total = 0
    for states, upstream in zip(rnn_states(x, h0, Wx, Wh, b), dh, strict=True):
        for state, weights in zip(states, upstream, strict=True):
            for value, weight in zip(state, weights, strict=True):
                total += value * weight
    return total


def predictor_step(x, before, Wax, Waa, Wya, ba, by):
    """One example's state and prediction after a step; x and before are plain lists, the others as in the course."""
    state = []
    for k, (bias,) in enumerate(ba):
        total = bias
        for weight, value in zip(Wax[k], x, strict=True):
            total += weight * value
        for weight, value in zip(Waa[k], before, strict=True):
            total += weight * value
        state.append(cmath.tanh(total))
    powers = []
    for row, (bias,) in zip(Wya, by, strict=True):
        powers.append(cmath.exp(bias + sum(weight * value for weight, value in zip(row, state, strict=True))))
    return state, [power / sum(powers) for power in powers]


def predictor_states(x, a0, *weights):
    """[a, y_pred], each by unit or class, example and step."""
    results = [[], []]
    for e in range(len(a0[0])):
        state, steps = [row[e] for row in a0], [[], []]
        for t in range(len(x[0][0])):
            state, prediction = predictor_step([row[e][t] for row in x], state, *weights)
            steps[0].append(state)
            steps[1].append(prediction)
        for result, kept in zip(results, steps, strict=True):
            result.append(kept)
    return [[[[s[k] for s in steps] for steps in result] for k in range(len(result[0][0]))] for result in results]


def predictor_loss(da, x, a0, *weights):
    """The sum of all states, each times its upstream gradient da[k][e][t]."""
    total = 0
    for rows, upstream_rows in zip(predictor_states(x, a0, *weights)[0], da, strict=True):
        for row, upstream in zip(rows, upstream_rows, strict=True):
            for value, weight in zip(row, upstream, strict=True):
                total += value * weight
    return total


def played(x, state, steps, *weights):
    """One example's predictions, by step, each read as the next input."""
    found = []
    for _ in range(steps):
        state, x = predictor_step(x, state, *weights)
        found.append(x)
    return found


def lstm_step(x, a_before, c_before, weights):
    """One example's a, c and y after a step; weights are Wf, bf, Wi, bi, Wc, bc, Wo, bo, Wy and by."""
    sums = []
    for W, b in zip(weights[0:8:2], weights[1:8:2], strict=True):
        gate = []
        for row, bias in zip(W, b, strict=True):
            total = bias[0]
            for k, value in enumerate(a_before):
                total += row[k] * value
            for k, value in enumerate(x):
                total += row[len(a_before) + k] * value
            gate.append(total)
        sums.append(gate)
    a, c = [], []
    for k, (forget, write, new, show) in enumerate(zip(*sums, strict=True)):
        c.append(sigmoid(forget) * c_before[k] + sigmoid(write) * cmath.tanh(new))
        a.append(sigmoid(show) * cmath.tanh(c[k]))
    powers = []
    for row, bias in zip(*weights[8:], strict=True):
        powers.append(cmath.exp(bias[0] + sum(row[k] * value for k, value in enumerate(a))))
    return a, c, [power / sum(powers) for power in powers]


def lstm_states(x, a0, *weights):
    """[a, y, c], each by unit or class, example and step, from an empty memory."""
    results = [[], [], []]
    for e in range(len(a0[0])):
        a, c = [row[e] for row in a0], [0 for _ in a0]
        steps = [[], [], []]
        for t in range(len(x[0][0])):
            a, c, y = lstm_step([row[e][t] for row in x], a, c, weights)
            for kept, new in zip(steps, (a, y, c), strict=True):
                kept.append(new)
        for result, kept in zip(results, steps, strict=True):
            result.append(kept)
    return [[[[s[k] for s in steps] for steps in result] for k in range(len(result[0][0]))] for result in results]


def lstm_loss(da, x, a0, *weights):
    """The sum of all hidden states, each times its upstream gradient da[k][e][t]."""
    total = 0
    for rows, upstream_rows in zip(lstm_states(x, a0, *weights)[0], da, strict=True):
        for row, upstream in zip(rows, upstream_rows, strict=True):
            for value, weight in zip(row, upstream, strict=True):
                total += value * weight
    return total


def lstm_step_loss(da, dc, xt, a_prev, c_prev, *weights):
    """The sum of both states after one step, each entry [k][e] times its upstream gradient."""
    total = 0
    for e in range(len(xt[0])):
        columns = ([row[e] for row in array] for array in (xt, a_prev, c_prev))
        a, c, _ = lstm_step(*columns, weights)
        for k in range(len(a)):
            total += da[k][e] * a[k] + dc[k][e] * c[k]
    return total


def gru_step(x, before, weights, with_reset=True):
    """One example's memory and prediction after a step; weights are Wu, bu, Wr, br, Wc, bc, Wy and by."""
    Wu, bu, Wr, br, Wc, bc, Wy, by = weights
    units = range(len(before))

    def weighted(row, bias, memory):
        total = bias[0]
        for k, value in enumerate(memory):
            total += row[k] * value
        for k, value in enumerate(x):
            total += row[len(before) + k] * value
        return total

    seen = [sigmoid(weighted(Wr[k], br[k], before)) * before[k] if with_reset else before[k] for k in units]
    after = []
    for k in units:
        write = sigmoid(weighted(Wu[k], bu[k], before))
        after.append(before[k] + write * (cmath.tanh(weighted(Wc[k], bc[k], seen)) - before[k]))
    powers = []
    for row, bias in zip(Wy, by, strict=True):
        powers.append(cmath.exp(bias[0] + sum(row[k] * value for k, value in enumerate(after))))
    return after, [power / sum(powers) for power in powers]


def gru_states(x, c0, *weights):
    """[c, y], each by unit or class, example and step."""
    results = [[], []]
    for e in range(len(c0[0])):
        c = [row[e] for row in c0]
        steps = [[], []]
        for t in range(len(x[0][0])):
            c, y = gru_step([row[e][t] for row in x], c, weights)
            for kept, new in zip(steps, (c, y), strict=True):
                kept.append(new)
        for result, kept in zip(results, steps, strict=True):
            result.append(kept)
    return [[[[s[k] for s in steps] for steps in result] for k in range(len(result[0][0]))] for result in results]


def gru_step_loss(dc, xt, c_prev, *weights):
    """The sum of the memory after one step, each entry [k][e] times its upstream gradient."""
    total = 0
    for e in range(len(xt[0])):
        c, _ = gru_step(*([row[e] for row in array] for array in (xt, c_prev)), weights)
        for k, value in enumerate(c):
            total += dc[k][e] * value
    return total


def adder_probabilities(a, b, binary_dim, w_i, w_h, w_o):
    """The probability of each bit of the sum of the ints a and b, most significant first."""
    units = range(len(w_h))
    state = [0 for _ in units]
    result = []
    for place in range(binary_dim):
        bit_a, bit_b = a // 2**place % 2, b // 2**place % 2
        before, state = state, []
        for j in units:
            total = w_i[j][0] * bit_a + w_i[j][1] * bit_b
            for k in units:
                total += w_h[j][k] * before[k]
            state.append(sigmoid(total))
        result.insert(0, sigmoid(sum(w_o[0][j] * state[j] for j in units)))
    return result


def adder_loss(a, b, label, binary_dim, w_i, w_h, w_o):
    """Half the sum over the bits of (label - prediction)^2; the label is an int."""
    total = 0
    for index, p in enumerate(adder_probabilities(a, b, binary_dim, w_i, w_h, w_o)):
        bit = label // 2 ** (binary_dim - 1 - index) % 2
        total += (bit - p) ** 2 / 2
    return total


def adder_training(pairs, alpha, binary_dim, *weights):
    """Gradient descent, a step a pair; the weights, and each pair's wrong bits before its step."""
    errors = []
    for a, b in pairs:
        probabilities = adder_probabilities(a, b, binary_dim, *weights)
        bits = f"{a + b:0{binary_dim}b}"
        read = ["1" if p.real > 0.5 else "0" for p in probabilities]
        errors.append(sum(one != other for one, other in zip(read, bits, strict=True)))

        def loss(*current, a=a, b=b):
            return adder_loss(a, b, a + b, binary_dim, *current)

        steps = gradients(loss, *weights)
        weights = [
            [[w - alpha * dw for w, dw in zip(*rows, strict=True)] for rows in zip(*pair, strict=True)]
            for pair in zip(weights, steps, strict=True)
        ]
    return weights, errors


def char_step(read, state, Wax, Waa, Wya, b, by):
    """One step of the character model: the new state, and the probabilities of the next character."""
    units = range(len(b))
    after = []
    for i in units:
        z = b[i][0] + sum(Waa[i][j] * state[j] for j in units)
        after.append(cmath.tanh(z if read is None else z + Wax[i][read]))
    scores = [by[k][0] + sum(Wya[k][i] * after[i] for i in units) for k in range(len(by))]
    powers = [cmath.exp(score) for score in scores]
    return after, [power / sum(powers) for power in powers]


def char_loss(X, Y, a0, *weights):
    """The sum over a name of -log of the probability of what comes next."""
    state, total = [row[0] for row in a0], 0
    for read, wanted in zip(X, Y, strict=True):
        state, probabilities = char_step(read, state, *weights)
        total -= cmath.log(probabilities[wanted])
    return total


def char_sample(drawn, newline, *weights):
    """The characters that uniform numbers choose, one after the other; `drawn` gives as many as may be needed."""
    state, read, found = [0.0] * len(weights[3]), None, []
    for number in drawn:
        state, probabilities = char_step(read, state, *weights)
        read, reached = 0, probabilities[0].real
        while reached <= number:
            read += 1
            reached += probabilities[read].real
        found.append(read)
        if read == newline:
            break
    return [*found, newline] if len(found) == len(drawn) else found


def tanh_step(x, before, Wax, Waa, ba):
    """One example's state: a[i] = tanh(sum_j Wax[i][j] x[j] + sum_k Waa[i][k] before[k] + ba[i])."""
    after = []
    for i, bias in enumerate(ba):
        total = bias[0]
        for j, value in enumerate(x):
            total += Wax[i][j] * value
        for k, value in enumerate(before):
            total += Waa[i][k] * value
        after.append(cmath.tanh(total))
    return after


def softmax(scores):
    """e^z[k] / sum of all e^z, for a list of scores."""
    powers = [cmath.exp(score) for score in scores]
    return [power / sum(powers) for power in powers]


def words_of(state, W, b):
    """The softmax of W state + b; b is a list of numbers."""
    return softmax([bias + sum(W[k][i] * value for i, value in enumerate(state)) for k, bias in enumerate(b)])


def brnn(x, forward, backward, Wy, by):
    """One example's y, forward and backward states, by step; x is a list of steps."""
    there, state = [], [0] * len(forward[2])
    for inputs in x:
        state = tanh_step(inputs, state, *forward)
        there.append(state)
    back, state = {}, [0] * len(backward[2])
    for t in range(len(x) - 1, -1, -1):
        state = back[t] = tanh_step(x[t], state, *backward)
    bias = [row[0] for row in by]
    return [words_of(there[t] + back[t], Wy, bias) for t in range(len(x))], there, [back[t] for t in range(len(x))]


def deep_rnn(x, starts, layers, Wya, by):
    """One example's y, and each layer's states by step; a whole step is done before the next."""
    states, found, y = list(starts), [[] for _ in layers], []
    for inputs in x:
        for number, layer in enumerate(layers):
            inputs = states[number] = tanh_step(inputs, states[number], *layer)
            found[number].append(inputs)
        y.append(words_of(inputs, Wya, [row[0] for row in by]))
    return y, found


def look(features, h, Wf, Ws, bs, v):
    """The weights of all places, by row and column."""
    scores = {}
    for i, row in enumerate(features):
        for j, channels in enumerate(row):
            total = 0
            for a, bias in enumerate(bs):
                inside = bias + sum(Wf[a][k] * value for k, value in enumerate(channels))
                total += v[a] * cmath.tanh(inside + sum(Ws[a][k] * value for k, value in enumerate(h)))
            scores[i, j] = total
    weights = dict(zip(scores, softmax(scores.values()), strict=True))
    return [[weights[i, j] for j in range(len(features[0]))] for i in range(len(features))]


def captions(features, y, h, Wf, Ws, bs, v, Wz, Wy, Wh, b, Wd, bd):
    """[d, weights, z, h] of each step of a caption."""
    steps = []
    for word in y:
        weights = look(features, h, Wf, Ws, bs, v)
        z = [0] * len(features[0][0])
        for i, row in enumerate(features):
            for j, channels in enumerate(row):
                for k, value in enumerate(channels):
                    z[k] += weights[i][j] * value
        after = []
        for unit, bias in enumerate(b):
            total = bias
            for row, values in ((Wz[unit], z), (Wy[unit], word), (Wh[unit], h)):
                total += sum(row[k] * value for k, value in enumerate(values))
            after.append(cmath.tanh(total))
        h = after
        steps.append([words_of(h, Wd, bd), weights, z, h])
    return steps
