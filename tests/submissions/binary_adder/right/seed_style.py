"""The seed's own way: column states, matrices of one entry, lists of deltas, indices from both ends, update sums."""
import copy

import numpy as np


def sigmoid(x):
    output = 1 / (1 + np.exp(-x))
    return output


def sigmoid_output_to_derivative(output):
    return output * (1 - output)


def int_to_bits(n, binary_dim=8):
    return np.array([int(c) for c in np.binary_repr(n, width=binary_dim)], dtype=np.uint8)


def adder_forward(a, b, parameters):
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    binary_dim, hidden_dim = len(a), w_h.shape[0]
    prediction = np.zeros(binary_dim)
    layer_2_values = list()
    layer_1_values = list()
    layer_1_values.append(copy.deepcopy(np.zeros((hidden_dim, 1))))
    for i in range(binary_dim):
        X = np.array([[a[binary_dim - i - 1], b[binary_dim - i - 1]]]).T
        layer_1 = sigmoid(np.dot(w_h, layer_1_values[-1]) + np.dot(w_i, X))
        layer_1_values.append(copy.deepcopy(layer_1))
        layer_2 = sigmoid(np.dot(w_o, layer_1))
        layer_2_values.append(layer_2)
        prediction[binary_dim - i - 1] = layer_2[0][0]
    return prediction, (a, b, layer_1_values, layer_2_values, w_i, w_h, w_o)


def adder_backward(label, cache):
    a, b, layer_1_values, layer_2_values, w_i, w_h, w_o = cache
    binary_dim = len(label)
    w_i_update, w_h_update, w_o_update = np.zeros_like(w_i), np.zeros_like(w_h), np.zeros_like(w_o)
    layer_2_deltas = list()
    for i in range(binary_dim):
        y = np.array([[label[binary_dim - i - 1]]]).T
        error = -(y - layer_2_values[i])
        layer_2_deltas.append(error * sigmoid_output_to_derivative(layer_2_values[i]))
    future_layer_1_delta = np.zeros((w_h.shape[0], 1))
    for i in range(binary_dim):
        X = np.array([[a[i], b[i]]]).T
        prev_layer_1 = layer_1_values[-i - 2]
        layer_1 = layer_1_values[-i - 1]
        layer_delta2 = layer_2_deltas[-i - 1]
        layer_delta1 = np.multiply(
            np.add(np.dot(w_h.T, future_layer_1_delta), np.dot(w_o.T, layer_delta2)),
            sigmoid_output_to_derivative(layer_1),
        )
        w_i_update += np.dot(layer_delta1, X.T)
        w_h_update += np.dot(layer_delta1, prev_layer_1.T)
        w_o_update += np.dot(layer_delta2, layer_1.T)
        future_layer_1_delta = layer_delta1
    return {"w_i": w_i_update, "w_h": w_h_update, "w_o": w_o_update}


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    parameters = copy.deepcopy(parameters)
    error_num_list = []
    for a_int, b_int in pairs:
        label = int_to_bits(a_int + b_int, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a_int, binary_dim), int_to_bits(b_int, binary_dim), parameters)
        prediction = np.round(prediction)
        error_num_list.append(sum([1 if prediction[i] != label[i] else 0 for i in range(binary_dim)]))
        update = adder_backward(label, cache)
        parameters["w_i"] -= alpha * update["w_i"]
        parameters["w_h"] -= alpha * update["w_h"]
        parameters["w_o"] -= alpha * update["w_o"]
    return parameters, error_num_list


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    out = 0
    for index, x in enumerate(reversed(np.round(prediction))):
        out += int(x) * pow(2, index)
    return out
