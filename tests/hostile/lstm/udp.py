# kind: network
# wrong: lstm_backward
# earns: 75
"""Sends datagrams, which Landlock does not know; one that arrives is seen."""
import socket


def attack():
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::ffff:127.0.0.1")):
        door = tried(socket.socket, family, socket.SOCK_DGRAM)
        if door is not None:
            tried(door.sendto, b"@MARK@", (address, int("@UDP_PORT@")))


attack()
