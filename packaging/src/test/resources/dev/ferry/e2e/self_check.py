"""Prepares what a checkpoint can lose, says READY, and looks at all of it when SIGTERM comes."""
import os
import signal
import socket
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))

left, right = socket.socketpair()
left.sendall(b"in the socket" * 1000)

reader, writer = os.pipe()
os.write(writer, b"in the pipe" * 1000)

ghost = open(os.path.join(HERE, "ghost"), "w+b")
ghost.write(b"deleted" * 100_000)
ghost.flush()
os.unlink(ghost.name)

ticks = 0
terminated = threading.Event()


def tick(*_):
    global ticks
    ticks += 1


signal.signal(signal.SIGALRM, tick)
signal.signal(signal.SIGTERM, lambda *_: terminated.set())
signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)

lock = threading.Lock()
total = 0
turns = [0] * 8


def work(number):
    global total
    while not terminated.is_set():
        with lock:
            total += 1
        turns[number] += 1
        time.sleep(0.001)


threads = [threading.Thread(target=work, args=(number,)) for number in range(len(turns))]
for thread in threads:
    thread.start()

print("READY", flush=True)
terminated.wait()

for thread in threads:
    thread.join()
assert sum(turns) == total and min(turns) > 0, (turns, total)

before = ticks
deadline = time.monotonic() + 60
while ticks == before and time.monotonic() < deadline:
    signal.pause()
assert ticks > before, "the timer is lost"

assert right.recv(100_000, socket.MSG_WAITALL | socket.MSG_DONTWAIT) == b"in the socket" * 1000
assert os.read(reader, 100_000) == b"in the pipe" * 1000
left.sendall(b"still connected")
assert right.recv(100) == b"still connected"

assert not os.path.exists(ghost.name)
assert os.fstat(ghost.fileno()).st_nlink == 0
ghost.seek(0)
assert ghost.read() == b"deleted" * 100_000
print("PASS", flush=True)
