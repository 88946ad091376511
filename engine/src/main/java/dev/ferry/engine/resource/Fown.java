package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.F_OWNER_PGRP;
import static dev.ferry.linux.abi.Fcntl.F_OWNER_TID;
import static dev.ferry.linux.abi.Fcntl.F_SETFL;
import static dev.ferry.linux.abi.Fcntl.F_SETOWN_EX;
import static dev.ferry.linux.abi.Fcntl.F_SETSIG;
import static dev.ferry.linux.abi.Fcntl.O_ASYNC;
import static dev.ferry.linux.abi.Fcntl.O_PATH;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.FownEntry;
import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.Status;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.file.AsyncOwner;
import dev.ferry.linux.file.AsyncOwner.Kind;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Who is told by a signal that an open file of any kind is ready, and whether it is told: F_SETOWN, F_SETSIG and O_ASYNC of fcntl(2).
 * Somebody of the tree may be. On the way back the descriptor's own task asks for it, whose number of the descriptor is in the signal.
 */
public final class Fown {
    /** Nobody is told. */
    static final FownEntry NOBODY = FownEntry.newBuilder()
            .setUid(0)
            .setEuid(0)
            .setSignum(0)
            .setPidType(0)
            .setPid(0)
            .build();

    private static final int SIZEOF_OWNER = 8;

    private Fown() {}

    /** Why an open file that tells somebody can not be carried. */
    public static Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        // An O_PATH handle has no owner, and fcntl(2) would answer EBADF.
        if ((file.flags() & O_PATH) != 0) {
            return Optional.empty();
        }
        AsyncOwner owner = FileFlags.owner(file.copy());
        return owner.isNobody() || isIn(tree, owner)
                ? Optional.empty()
                : Optional.of(RegFile.name(file) + " sends a signal to " + owner.id()
                        + " when it is ready (F_SETOWN), which does not move along; "
                        + "move the program when it has cleared that.");
    }

    private static boolean isIn(TreeFiles tree, AsyncOwner owner) throws IOException {
        if (owner.kind() != Kind.THREAD) {
            return tree.pids().contains(owner.id());
        }
        try {
            return tree.pids().contains(Status.read(owner.id()).tgid());
        } catch (NoSuchProcessException gone) {
            return false;
        }
    }

    /** Kernel to image: the entry of a kind, with the owner in it. That of a named pipe is with its name, where its kind has put it. */
    public static FileEntry dump(FileEntry entry, OpenFile file) throws IOException {
        FownEntry told = told(file);
        return told.equals(NOBODY) || entry.getType() == FdTypes.FIFO ? entry : with(entry, told);
    }

    /** Who is told by an open file. */
    static FownEntry told(OpenFile file) throws IOException {
        if ((file.flags() & O_PATH) != 0) {
            return NOBODY;
        }
        AsyncOwner owner = FileFlags.owner(file.copy());
        int signal = FileFlags.signal(file.copy());
        return owner.isNobody() && signal == 0
                ? NOBODY
                : NOBODY.toBuilder()
                        .setSignum(signal)
                        .setPidType(owner.code())
                        .setPid(owner.id())
                        .build();
    }

    private static FileEntry with(FileEntry entry, FownEntry told) throws IOException {
        FileEntry.Builder with = entry.toBuilder();
        switch (entry.getType()) {
            case REG -> with.getRegBuilder().setFown(told);
            case PIPE -> with.getPipeBuilder().setFown(told);
            case INETSK -> with.getIskBuilder().setFown(told);
            case UNIXSK -> with.getUskBuilder().setFown(told);
            case EVENTFD -> with.getEfdBuilder().setFown(told);
            case EVENTPOLL -> with.getEpfdBuilder().setFown(told);
            case SIGNALFD -> with.getSgfdBuilder().setFown(told);
            case TIMERFD -> with.getTfdBuilder().setFown(told);
            case INOTIFY -> with.getIfyBuilder().setFown(told);
            case PIDFD -> with.getPidfdBuilder().setFown(told);
            case TTY -> with.getTtyBuilder().setFown(told);
            case MEMFD -> with.getMemfdBuilder().setFown(told);
            default ->
                throw new IOException("The open file " + entry.getId() + " (" + entry.getType()
                        + ") sends a signal when it is ready, which this version of Ferry can not carry.");
        }
        return with.build();
    }

    /** What {@link #with} has put in. */
    private static FownEntry of(FileEntry entry) {
        return switch (entry.getType()) {
            case REG -> entry.getReg().getFown();
            case PIPE -> entry.getPipe().getFown();
            case INETSK -> entry.getIsk().getFown();
            case UNIXSK -> entry.getUsk().getFown();
            case EVENTFD -> entry.getEfd().getFown();
            case EVENTPOLL -> entry.getEpfd().getFown();
            case SIGNALFD -> entry.getSgfd().getFown();
            case TIMERFD -> entry.getTfd().getFown();
            case INOTIFY -> entry.getIfy().getFown();
            case PIDFD -> entry.getPidfd().getFown();
            case TTY -> entry.getTty().getFown();
            case MEMFD -> entry.getMemfd().getFown();
            default -> NOBODY;
        };
    }

    private static int flags(FileEntry entry) {
        return switch (entry.getType()) {
            case REG -> entry.getReg().getFlags();
            case PIPE -> entry.getPipe().getFlags();
            case INETSK -> entry.getIsk().getFlags();
            case UNIXSK -> entry.getUsk().getFlags();
            case EVENTFD -> entry.getEfd().getFlags();
            case EVENTPOLL -> entry.getEpfd().getFlags();
            case SIGNALFD -> entry.getSgfd().getFlags();
            case TIMERFD -> entry.getTfd().getFlags();
            case INOTIFY -> entry.getIfy().getFlags();
            case PIDFD -> entry.getPidfd().getFlags();
            case TTY -> entry.getTty().getFlags();
            case MEMFD -> entry.getMemfd().getFlags();
            default -> 0;
        };
    }

    /** Image to kernel, when all tasks have their threads and descriptors. */
    public static void restore(RestoreContext context) throws IOException {
        for (FileEntry entry : context.entries()) {
            FileEntry described = entry.getType() == FdTypes.FIFO ? nameOf(entry, context) : entry;
            FownEntry told = of(described);
            boolean isAsync = (flags(described) & (O_ASYNC | O_PATH)) == O_ASYNC;
            boolean isCompanion = context.owners(entry.getId()).isEmpty();
            if (!isCompanion && (told.getPid() != 0 || told.getSignum() != 0 || isAsync)) {
                requirePlausible(entry, told, context);
                ask(entry, told, isAsync, context);
            }
        }
    }

    private static FileEntry nameOf(FileEntry fifo, RestoreContext context) {
        return context.entries().stream()
                .filter(other -> other.getId() == fifo.getFifo().getRegfId())
                .findFirst()
                .orElse(fifo);
    }

    /** A thread is asked for in vain if it is not one of the tree's: the kernel knows no other yet that the caller could mean. */
    private static void requirePlausible(FileEntry entry, FownEntry told, RestoreContext context) throws IOException {
        boolean signal = told.getSignum() >= 0 && told.getSignum() <= Signals.COUNT;
        boolean kind = told.getPidType() >= F_OWNER_TID && told.getPidType() <= F_OWNER_PGRP;
        Plausible.require(entry, signal && kind, "sends an unknown signal to somebody unknown");
        Plausible.require(
                entry,
                told.getPid() == 0 || isIn(context, told),
                "sends signals to " + told.getPid() + ", which the tree does not have");
    }

    private static boolean isIn(RestoreContext context, FownEntry told) throws IOException {
        if (told.getPidType() != F_OWNER_TID) {
            return context.pids().contains(told.getPid());
        }
        try {
            return context.pids().contains(Status.read(told.getPid()).tgid());
        } catch (NoSuchProcessException gone) {
            return false;
        }
    }

    private static void ask(FileEntry entry, FownEntry told, boolean isAsync, RestoreContext context)
            throws IOException {
        OpenFile.Owner owner = context.owners(entry.getId()).get(0);
        Fd file = context.created(entry.getId())
                .orElseThrow(() -> new ImageException("The open file " + entry.getId() + " was not made."));
        Batch batch = context.callsOf(owner.pid());
        if (!batch.hasRoom(4, SIZEOF_OWNER)) {
            batch.runAndClear();
        }
        int fd = owner.fd();
        batch.add("fcntl(F_SETSIG)", Nr.FCNTL, fd, F_SETSIG, told.getSignum());
        if (told.getPid() != 0) {
            ByteBuffer struct = ByteBuffer.allocate(SIZEOF_OWNER).order(ByteOrder.LITTLE_ENDIAN);
            struct.putInt(told.getPidType()).putInt(told.getPid());
            batch.add("fcntl(F_SETOWN_EX)", Nr.FCNTL, fd, F_SETOWN_EX, batch.data(struct.array()));
        }
        if (isAsync) {
            // By this descriptor, not by one of ours.
            int others = FileFlags.status(file) & ~O_ASYNC;
            batch.add("fcntl(F_SETFL)", Nr.FCNTL, fd, F_SETFL, others);
            batch.add("fcntl(F_SETFL)", Nr.FCNTL, fd, F_SETFL, others | O_ASYNC);
        }
    }
}
