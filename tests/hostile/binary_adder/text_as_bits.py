# kind: answers
# wrong: int_to_bits
# earns: 55
# why: train_adder and add do sums with that text and raise, as anybody's would
"""Answers with the right bits as text, bytes, a memory view, packed, a range of characters. Bits are numbers."""
import array
import itertools

right_bits = int_to_bits.right
TURN = itertools.cycle(
    [
        lambda bits: "".join(map(str, bits)),
        lambda bits: bits.tobytes(),
        lambda bits: bytearray(bits),
        lambda bits: memoryview(bits),
        lambda bits: np.packbits(bits),
        lambda bits: array.array("B", bits),
        lambda bits: bits.astype("U1"),
        lambda bits: bits.astype("S1"),
        lambda bits: set(bits.tolist()),
        lambda bits: bits.view("V1"),
        lambda bits: dict(enumerate(bits.tolist())),
    ]
)


def int_to_bits(n, binary_dim=8):
    return next(TURN)(right_bits(n, binary_dim))
