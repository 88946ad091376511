"""An authentication agent of polkit for one process, whose person closes every dialog. Says READY once it is known to polkitd."""
import os
import socket
import struct
import sys

CALL, REPLY, ERROR = 1, 2, 3
PATH, INTERFACE, MEMBER, ERROR_NAME, REPLY_SERIAL, DESTINATION, SENDER, SIGNATURE = range(1, 9)


def pad(data, size):
    return data + b"\0" * (-len(data) % size)


def string(data, text):
    return pad(data, 4) + struct.pack("<I", len(text)) + text.encode() + b"\0"


def signature(data, text):
    return data + bytes([len(text)]) + text.encode() + b"\0"


def fields(values):
    data = b""
    for code, kind, value in values:
        data = signature(pad(data, 8) + bytes([code]), kind)
        if kind == "u":
            data = pad(data, 4) + struct.pack("<I", value)
        else:
            data = signature(data, value) if kind == "g" else string(data, value)
    return data


class Bus:
    def __init__(self):
        self.serial = 0
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect("/run/dbus/system_bus_socket")
        self.stream = self.socket.makefile("rb")
        self.socket.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
        assert self.stream.readline().startswith(b"OK")
        self.socket.sendall(b"BEGIN\r\n")
        self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello")

    def send(self, kind, values, body=b""):
        self.serial += 1
        head = fields(values)
        start = struct.pack("<cBBBIII", b"l", kind, 0, 1, len(body), self.serial, len(head))
        self.socket.sendall(pad(start + head, 8) + body)

    def call(self, to, path, interface, member, kind="", body=b""):
        values = [(PATH, "o", path), (INTERFACE, "s", interface), (MEMBER, "s", member), (DESTINATION, "s", to)]
        self.send(CALL, values + ([(SIGNATURE, "g", kind)] if kind else []), body)
        asked = self.serial
        while True:
            answer, _, values = self.receive()
            if values.get(REPLY_SERIAL) == asked:
                assert answer == REPLY, values
                return

    def receive(self):
        start = self.stream.read(16)
        if len(start) < 16:
            sys.exit(0)
        _, kind, _, _, body, serial, length = struct.unpack("<cBBBIII", start)
        head = start + self.stream.read(length + -length % 8)
        self.stream.read(body)
        values, at = {}, 16
        while at < 16 + length:
            at += -at % 8
            code, letter = head[at], chr(head[at + 2])
            at += 4
            if letter == "g":
                at += head[at] + 2
                continue
            at += -at % 4
            number = struct.unpack_from("<I", head, at)[0]
            at += 4
            values[code] = number if letter == "u" else head[at:at + number].decode()
            at += 0 if letter == "u" else number + 1
        return kind, serial, values


def subject(pid):
    """The process as polkitd knows it: (sa{sv})."""
    with open(f"/proc/{pid}/stat") as stat:
        started = int(stat.read().rsplit(")", 1)[1].split()[19])
    entry = signature(string(pad(b"", 8), "pid"), "u")
    entries = pad(entry, 4) + struct.pack("<I", pid)
    entries = signature(string(pad(entries, 8), "start-time"), "t")
    entries = pad(entries, 8) + struct.pack("<Q", started)
    data = pad(string(b"", "unix-process"), 4)
    return pad(data + struct.pack("<I", len(entries)), 8) + entries


bus = Bus()
authority = "org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority", "org.freedesktop.PolicyKit1.Authority"
body = string(string(subject(int(sys.argv[1])), "C"), "/dev/ferry/agent")
bus.call(*authority, "RegisterAuthenticationAgent", "(sa{sv})ss", body)
print("READY", sys.argv[1], flush=True)
while True:
    kind, asked, values = bus.receive()
    if kind == CALL:
        if values[MEMBER] == "BeginAuthentication":
            print("ASKED", flush=True)
        name = "org.freedesktop.PolicyKit1.Error.Cancelled"
        bus.send(ERROR, [(ERROR_NAME, "s", name), (REPLY_SERIAL, "u", asked), (DESTINATION, "s", values[SENDER])])
