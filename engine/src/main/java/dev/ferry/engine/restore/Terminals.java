package dev.ferry.engine.restore;

import static dev.ferry.linux.abi.Fcntl.O_RDWR;

import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Ttys;
import dev.ferry.linux.file.PtyMaster;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The pseudoterminals of a tree that is being made, by the numbers that they had on the source. They are held open here until the
 * tasks have them: a terminal that nobody has open is no longer anybody's controlling terminal.
 */
final class Terminals implements AutoCloseable {
    private final Map<Integer, Fd> masters = new HashMap<>();
    private final Map<Integer, Fd> slaves = new HashMap<>();

    /** The master of the terminal in the place of number {@code index}, made when it is first asked for. */
    Fd master(int index) throws IOException {
        Fd known = masters.get(index);
        if (known == null) {
            known = PtyMaster.open(index);
            masters.put(index, known);
        }
        return known;
    }

    private Fd slave(int index) throws IOException {
        Fd known = slaves.get(index);
        if (known == null) {
            Fd master = master(index);
            boolean locked = PtyMaster.isLocked(master);
            PtyMaster.setLocked(master, false);
            known = PtyMaster.openSlave(master, O_RDWR);
            slaves.put(index, known);
            PtyMaster.setLocked(master, locked);
        }
        return known;
    }

    /** Makes the terminal the controlling one of the session that {@code leader} has just begun. */
    void control(RestoringTask leader, int index) throws IOException {
        call(leader, index, "ioctl[TIOCSCTTY]", Ttys.TIOCSCTTY, new byte[0]);
    }

    /** Makes {@code group} the foreground process group of the session of {@code leader}. */
    void foreground(RestoringTask leader, int index, int group) throws IOException {
        byte[] number = new byte[Integer.BYTES];
        ByteBuffer.wrap(number).order(ByteOrder.LITTLE_ENDIAN).putInt(0, group);
        call(leader, index, "ioctl[TIOCSPGRP]", Ttys.TIOCSPGRP, number);
    }

    private void call(RestoringTask leader, int index, String name, int request, byte... argument) throws IOException {
        Fd slave = slave(index);
        try (Borrowed borrowed = Borrowed.by(leader)) {
            Batch batch = leader.batch();
            int number = borrowed.lend(batch, slave);
            long address = argument.length == 0 ? 0 : batch.data(argument);
            batch.add(name, Nr.IOCTL, number, request, address);
            batch.add("close", Nr.CLOSE, number);
            batch.run();
        }
    }

    @Override
    public void close() {
        slaves.values().forEach(Fd::close);
        masters.values().forEach(Fd::close);
        slaves.clear();
        masters.clear();
    }
}
