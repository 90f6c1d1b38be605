# kind: network
# wrong: many_to_one
# earns: 96
"""Connects to a listening TCP port of this machine and of the world; a connection that arrives is seen."""
import socket
import urllib.request


def attack():
    for address in ("127.0.0.1", "0.0.0.0", "::1"):
        connection = tried(socket.create_connection, (address, int("@TCP_PORT@")), timeout=1)
        if connection is not None:
            gained("a TCP connection")
    tried(urllib.request.urlopen, "http://127.0.0.1:@TCP_PORT@/", timeout=1)


attack()
