# kind: network
# wrong: rnn_forward
# earns: 50
"""Connects by sending (TCP fast open), past a rule that knows only connect(), and listens for others."""
import socket


def attack():
    door = tried(socket.socket, socket.AF_INET, socket.SOCK_STREAM)
    if door is not None:
        door.settimeout(1)
        tried(door.sendto, b"@MARK@", 0x20000000, ("127.0.0.1", int("@TCP_PORT@")))
    listener = tried(socket.create_server, ("127.0.0.1", 0))
    if listener is not None and tried(socket.create_connection, listener.getsockname(), 1) is not None:
        gained("a server")


attack()
