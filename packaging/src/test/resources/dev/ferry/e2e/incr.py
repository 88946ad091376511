# A client of redis that has one connection and counts by it: 1, 2, 3... on standard output.
import socket
import sys
import time

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as server:
    replies = server.makefile("rb")
    while True:
        server.sendall(b"INCR counter\r\n")
        print(int(replies.readline()[1:]), flush=True)
        time.sleep(0.01)
