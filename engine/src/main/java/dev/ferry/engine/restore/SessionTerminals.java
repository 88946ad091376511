package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.TtyInfoEntry;
import dev.ferry.engine.image.proto.TtyType;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Which sessions of a tree have a controlling terminal, and who is in its foreground: from the tty-info image, where each end of a
 * terminal names its session.
 *
 * @param bySession the terminals by the leaders of their sessions
 */
record SessionTerminals(Map<Integer, Controlling> bySession) {
    private static final int MAX_INDEX = 1 << 20;

    /**
     * A controlling terminal.
     *
     * @param index its number on the source
     * @param group its foreground process group
     */
    record Controlling(int index, int group) {}

    /** Reads and checks; sessions whose leader is not among {@code tasks} stay behind, and their terminals are nobody's. */
    static SessionTerminals read(CheckpointImages images, Map<Integer, TaskPlan> tasks) throws IOException {
        Map<Integer, Controlling> found = new LinkedHashMap<>();
        if (images.has(ImageType.TTY_INFO.fileName())) {
            for (TtyInfoEntry info :
                    images.all(ImageType.TTY_INFO, ImageType.TTY_INFO.fileName(), TtyInfoEntry.parser())) {
                TaskPlan leader = tasks.get(info.getSid());
                if (leader != null && leader.leadsSession() && !leader.isZombie() && isTerminal(info)) {
                    add(found, info);
                }
            }
        }
        return new SessionTerminals(found);
    }

    /** One that has not hung up; an open {@code /dev/tty}, which CRIU gives an entry of its own, is one of the others. */
    private static boolean isTerminal(TtyInfoEntry info) {
        return info.hasTermios() && info.getType() != TtyType.CTTY;
    }

    private static void add(Map<Integer, Controlling> found, TtyInfoEntry info) throws ImageException {
        int index = info.getPty().getIndex();
        Controlling controlling = new Controlling(index, info.getPgrp());
        Controlling other = found.put(info.getSid(), controlling);
        boolean isPossible = info.hasPty() && index >= 0 && index < MAX_INDEX;
        if (!isPossible || (other != null && !other.equals(controlling))) {
            throw new ImageException("tty-info.img has a session " + Integer.toUnsignedString(info.getSid())
                    + " with an impossible terminal or with two; dump the program again.");
        }
    }

    /** The number of the terminal that controls the session of {@code leader}. */
    OptionalInt terminalOf(int leader) {
        Controlling controlling = bySession.get(leader);
        return controlling == null ? OptionalInt.empty() : OptionalInt.of(controlling.index());
    }

    /**
     * Says who is in the foreground, after all tasks have joined their groups. A group that has nobody in it any more can not be;
     * then it is the leader's.
     */
    void restoreForegrounds(Terminals terminals, Map<Integer, RestoringTask> tasks) throws IOException {
        for (Map.Entry<Integer, Controlling> session : bySession.entrySet()) {
            int group = session.getValue().group();
            boolean exists = tasks.values().stream()
                    .anyMatch(task -> task.plan().pgid() == group && task.plan().sid() == session.getKey());
            if (exists) {
                terminals.foreground(
                        tasks.get(session.getKey()), session.getValue().index(), group);
            }
        }
    }

    /** Takes the SIGWINCH that tasks have got because their terminal was given its size after their session had begun. */
    void forgetWindowChanges(Map<Integer, RestoringTask> tasks) throws IOException {
        if (!bySession.isEmpty()) {
            for (RestoringTask task : tasks.values()) {
                if (!task.plan().isZombie()) {
                    forgetWindowChange(task);
                }
            }
        }
    }

    private static void forgetWindowChange(RestoringTask task) throws IOException {
        Batch batch = task.batch();
        ByteBuffer set = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long wanted = batch.data(set.putLong(0, Signals.bit(Signals.SIGWINCH)).array());
        long noTime = batch.reserve(16);
        batch.addMayFail("rt_sigtimedwait", Nr.RT_SIGTIMEDWAIT, wanted, 0, noTime, Long.BYTES);
        batch.run();
    }
}
