# kind: segfaults
# wrong: rnn_forward
# earns: 50
"""Dies while it is being read. The judge survives, says so, and grades the rest of the class."""
import ctypes

ctypes.string_at(0)
