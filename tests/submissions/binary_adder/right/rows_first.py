"""Inside, states are rows and every weight is transposed, as in a batch of one; matrices of shape (1, H)."""
import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def int_to_bits(n, binary_dim=8):
    places = 2 ** np.arange(binary_dim - 1, -1, -1)
    return (np.floor_divide(n, places) % 2).astype(np.uint8)


def adder_forward(a, b, parameters):
    U, W, V = parameters["w_i"].T, parameters["w_h"].T, parameters["w_o"].T
    rows = [(np.zeros((1, W.shape[0])), None, None)]
    for t in range(len(a)):
        x = np.array([[a[-1 - t], b[-1 - t]]], dtype=np.float64)
        h = sigmoid(np.matmul(x, U) + np.matmul(rows[-1][0], W))
        rows.append((h, x, sigmoid(np.matmul(h, V))))
    prediction = np.hstack([y for _, _, y in rows[:0:-1]])
    return prediction.reshape(-1), (rows, U, W, V)


def adder_backward(label, cache):
    rows, U, W, V = cache
    dU, dW, dV = np.zeros(U.shape), np.zeros(W.shape), np.zeros(V.shape)
    back = np.zeros((1, W.shape[0]))
    for t in range(len(rows) - 1, 0, -1):
        h, x, y = rows[t]
        dy = (y - float(label[len(rows) - 1 - t])) * y * (1 - y)
        dh = (np.matmul(dy, V.T) + back) * h * (1 - h)
        dV += np.matmul(h.T, dy)
        dU += np.matmul(x.T, dh)
        dW += np.matmul(rows[t - 1][0].T, dh)
        back = np.matmul(dh, W.T)
    return {"w_i": dU.T, "w_h": dW.T, "w_o": dV.T}


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    U, W, V = (parameters[name].copy() for name in ("w_i", "w_h", "w_o"))
    errors = [0] * len(pairs)
    for k, (a, b) in enumerate(pairs):
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(
            int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), {"w_i": U, "w_h": W, "w_o": V}
        )
        for p, bit in zip(prediction, label):
            errors[k] += int(p >= 0.5) != bit
        gradients = adder_backward(label, cache)
        U = U - alpha * gradients["w_i"]
        W = W - alpha * gradients["w_h"]
        V = V - alpha * gradients["w_o"]
    return {"w_i": U, "w_h": W, "w_o": V}, errors


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return int(np.dot(np.round(prediction), np.power(2.0, np.arange(binary_dim))[::-1]))
