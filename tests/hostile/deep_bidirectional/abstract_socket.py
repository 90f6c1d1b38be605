# kind: network
# wrong: deep_rnn_forward
# earns: 50
"""Connects to an abstract socket, which has no file that could be closed to it; a connection is seen."""
import socket


def attack():
    door = tried(socket.socket, socket.AF_UNIX, socket.SOCK_STREAM)
    if door is not None:
        tried(door.connect, "\0@ABSTRACT@")


attack()
