package dev.ferry.engine.resource;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.SkOptsEntry;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.net.Linger;
import dev.ferry.linux.net.SocketFilter;
import dev.ferry.linux.net.SocketFilter.Instruction;
import dev.ferry.linux.net.SocketOption;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The options of socket(7) that the image carries. All of them may be set before bind(2), and some must. */
final class SkOpts {
    private static final Errno EACCES = new Errno(13);
    private static final Errno ENOPROTOOPT = new Errno(92);
    private static final int DEFAULT_LOW_WATER = 1;
    private static final int BOTH_BUFFERS = 3;
    private static final long LONGEST_TIMEOUT = Integer.MAX_VALUE;
    private static final long MICROSECONDS = 1_000_000;

    private SkOpts() {}

    static SkOptsEntry dump(Fd socket) throws ErrnoException {
        SkOptsEntry.Builder opts = SkOptsEntry.newBuilder()
                .setSoSndbuf(SocketOption.SNDBUF.get(socket))
                .setSoRcvbuf(SocketOption.RCVBUF.get(socket))
                .setReuseaddr(SocketOption.REUSEADDR.get(socket))
                .setSoPriority(SocketOption.PRIORITY.get(socket))
                .setSoRcvlowat(SocketOption.RCVLOWAT.get(socket))
                .setSoMark(SocketOption.MARK.get(socket))
                .setSoDontroute(SocketOption.DONTROUTE.get(socket))
                .setSoBoundDev(SocketOption.BINDTODEVICE.get(socket))
                .setSoBroadcast(SocketOption.BROADCAST.get(socket))
                .setSoKeepalive(SocketOption.KEEPALIVE.get(socket))
                .setSoOobinline(SocketOption.OOBINLINE.get(socket) ? 1 : 0);
        if (SocketOption.NO_CHECK.get(socket)) {
            opts.setSoNoCheck(true);
        }
        dumpTimes(socket, opts);
        for (Instruction instruction : SocketFilter.get(socket)) {
            opts.addSoFilter(pack(instruction));
        }
        Integer locks = orNull(SocketOption.BUF_LOCK, socket);
        if (locks != null) {
            opts.setSoBufLock(locks);
        }
        Boolean reuseport = orNull(SocketOption.REUSEPORT, socket);
        if (reuseport != null) {
            opts.setSoReuseport(reuseport);
        }
        return opts.build();
    }

    private static void dumpTimes(Fd socket, SkOptsEntry.Builder opts) throws ErrnoException {
        Duration send = SocketOption.SNDTIMEO.get(socket);
        Duration receive = SocketOption.RCVTIMEO.get(socket);
        opts.setSoSndTmoSec(send.getSeconds()).setSoSndTmoUsec(send.getNano() / 1000);
        opts.setSoRcvTmoSec(receive.getSeconds()).setSoRcvTmoUsec(receive.getNano() / 1000);
        Linger linger = SocketOption.LINGER.get(socket);
        if (linger.on()) {
            opts.setSoLinger(linger.seconds());
        }
    }

    private static <T> T orNull(SocketOption<T> option, Fd socket) throws ErrnoException {
        try {
            return option.get(socket);
        } catch (ErrnoException e) {
            if (e.is(ENOPROTOOPT) || e.is(Errno.EOPNOTSUPP)) {
                return null;
            }
            throw e;
        }
    }

    /** Sets everything that is not as the kernel gave it; some of it needs rights that the program did not need to keep it. */
    static void apply(FileEntry entry, SkOptsEntry opts, Fd socket) throws IOException {
        change(SocketOption.REUSEADDR, socket, opts.getReuseaddr());
        change(SocketOption.REUSEPORT, socket, opts.getSoReuseport());
        change(SocketOption.BROADCAST, socket, opts.getSoBroadcast());
        change(SocketOption.KEEPALIVE, socket, opts.getSoKeepalive());
        change(SocketOption.DONTROUTE, socket, opts.getSoDontroute());
        change(SocketOption.OOBINLINE, socket, opts.getSoOobinline() != 0);
        change(SocketOption.PRIORITY, socket, opts.getSoPriority());
        change(SocketOption.MARK, socket, opts.getSoMark());
        change(SocketOption.RCVLOWAT, socket, opts.hasSoRcvlowat() ? opts.getSoRcvlowat() : DEFAULT_LOW_WATER);
        change(SocketOption.BINDTODEVICE, socket, opts.getSoBoundDev());
        if (opts.hasSoLinger()) {
            SocketOption.LINGER.set(socket, new Linger(true, opts.getSoLinger()));
        }
        change(SocketOption.NO_CHECK, socket, opts.getSoNoCheck());
        applyFilter(entry, opts, socket);
        change(SocketOption.SNDTIMEO, socket, timeout(entry, opts.getSoSndTmoSec(), opts.getSoSndTmoUsec()));
        change(SocketOption.RCVTIMEO, socket, timeout(entry, opts.getSoRcvTmoSec(), opts.getSoRcvTmoUsec()));
        applyBuffers(entry, opts, socket);
    }

    /** Why a socket with other programs of BPF can not be carried. */
    static Optional<String> refusal(OpenFile file) throws ErrnoException {
        try {
            SocketFilter.get(file.copy());
            return Optional.empty();
        } catch (ErrnoException e) {
            if (!e.is(EACCES)) {
                throw e;
            }
            return Optional.of(
                    "The " + file.describe() + " has a program of bpf(2) as its filter, which nobody can read"
                            + " back; start the program without it.");
        }
    }

    /** As CRIU packs {@code struct sock_filter}. */
    private static long pack(Instruction instruction) {
        return ((long) instruction.code() << 48)
                | ((long) instruction.ifTrue() << 40)
                | ((long) instruction.ifFalse() << 32)
                | Integer.toUnsignedLong(instruction.operand());
    }

    private static Instruction unpack(long packed) {
        return new Instruction(
                (int) (packed >>> 48), (int) (packed >>> 40) & 0xff, (int) (packed >>> 32) & 0xff, (int) packed);
    }

    private static void applyFilter(FileEntry entry, SkOptsEntry opts, Fd socket) throws IOException {
        Plausible.require(
                entry, opts.getSoFilterCount() <= SocketFilter.LONGEST, "has a packet filter that is too long");
        List<Instruction> wanted =
                opts.getSoFilterList().stream().map(SkOpts::unpack).toList();
        if (wanted.isEmpty() || wanted.equals(SocketFilter.get(socket))) {
            return;
        }
        try {
            SocketFilter.set(socket, wanted);
        } catch (ErrnoException e) {
            Plausible.require(entry, !e.is(Errno.EINVAL), "has a packet filter that is no program");
            throw e;
        }
    }

    private static <T> void change(SocketOption<T> option, Fd socket, T value) throws ErrnoException {
        if (!value.equals(orNull(option, socket))) {
            option.set(socket, value);
        }
    }

    private static Duration timeout(FileEntry entry, long seconds, long microseconds) throws ImageException {
        boolean plausible =
                seconds >= 0 && seconds <= LONGEST_TIMEOUT && microseconds >= 0 && microseconds < MICROSECONDS;
        Plausible.require(entry, plausible, "has an implausible timeout");
        return Duration.ofSeconds(seconds, microseconds * 1000);
    }

    /** Setting a size also switches its automatic growth off, which is set right afterwards where the kernel lets us. */
    private static void applyBuffers(FileEntry entry, SkOptsEntry opts, Fd socket) throws IOException {
        Plausible.require(entry, opts.getSoSndbuf() >= 0 && opts.getSoRcvbuf() >= 0, "has buffers of implausible size");
        Plausible.require(entry, (opts.getSoBufLock() & ~BOTH_BUFFERS) == 0, "has unknown buffer locks");
        resize(SocketOption.SNDBUF, SocketOption.SNDBUFFORCE, socket, opts.getSoSndbuf());
        resize(SocketOption.RCVBUF, SocketOption.RCVBUFFORCE, socket, opts.getSoRcvbuf());
        if (opts.hasSoBufLock()) {
            change(SocketOption.BUF_LOCK, socket, opts.getSoBufLock());
        }
    }

    /** The kernel doubles what is set. Without CAP_NET_ADMIN the size is cut to this host's limit, as it would be for the program. */
    private static void resize(SocketOption<Integer> option, SocketOption<Integer> force, Fd socket, int bytes)
            throws ErrnoException {
        if (option.get(socket) == bytes) {
            return;
        }
        try {
            force.set(socket, bytes / 2);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EPERM)) {
                throw e;
            }
            option.set(socket, bytes / 2);
        }
    }
}
