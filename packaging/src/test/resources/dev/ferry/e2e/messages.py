"""Counts by messages: a number goes over TCP to another process and back before it is printed. Many are on their way at any time."""
import os
import socket
import sys
import threading
import time

AHEAD = 200

listener = socket.create_server(("127.0.0.1", 4800))

if os.fork() == 0:
    connection, _ = listener.accept()
    last = 0
    for line in connection.makefile("rb"):
        last += 1
        assert int(line) == last, (line, last)
        connection.sendall(line)
    sys.exit(0)

connection = socket.create_connection(("127.0.0.1", 4800))
room = threading.Semaphore(AHEAD)


def send():
    number = 0
    while True:
        room.acquire()
        number += 1
        connection.sendall(b"%d\n" % number)
        time.sleep(0.001)


threading.Thread(target=send, daemon=True).start()
for line in connection.makefile("rb"):
    sys.stdout.write(line.decode())
    sys.stdout.flush()
    room.release()
