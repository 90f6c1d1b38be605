# kind: CPU
# wrong: rnn_forward
# earns: 50
# slow: hangs
"""Never ends being read. The statement is abandoned, the functions above it count."""
while True:
    pass
