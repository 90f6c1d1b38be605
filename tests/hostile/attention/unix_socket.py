# kind: network
# wrong: caption_forward
# earns: 75
"""Connects to a listening socket in the file system, as Docker's or a database's is; a connection is seen."""
import socket


def attack():
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        door = tried(socket.socket, socket.AF_UNIX, kind)
        if door is not None:
            tried(door.connect, "@UNIX@")
            tried(door.bind, f"@CANARY@/@MARK@{int(kind)}")


attack()
