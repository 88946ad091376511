# Two programs with full queues between them: neither reads before its file "go" is there, and each says then what has come.
import hashlib
import os
import socket
import sys
import threading
import time

role, address, port, go, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5])


def pattern(seed):
    return b"".join(hashlib.sha256(b"%s %d" % (seed, i)).digest() for i in range(size // 32))


def send(peer, mine):
    peer.sendall(pattern(mine))
    print("sent", flush=True)


def main(peer, mine, other):
    sender = threading.Thread(target=send, args=(peer, mine))
    sender.start()
    print("connected", flush=True)
    while not os.path.exists(go):
        time.sleep(0.05)
    received = b""
    while len(received) < size:
        piece = peer.recv(1 << 16)
        if not piece:
            break
        received += piece
    sender.join()
    print("all is right" if received == pattern(other) else "wrong: %d bytes" % len(received), flush=True)
    time.sleep(1000)


if role == "server":
    with socket.create_server((address, port)) as listener:
        print("ready", flush=True)
        main(listener.accept()[0], b"server", b"client")
else:
    main(socket.create_connection((address, port)), b"client", b"server")
