package dev.ferry.linux.inject;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of system calls that another process makes in one go. Calls are added in order, with the memory they point to; then
 * {@link #run} makes them and the answers can be read. The first call that fails ends the batch, unless it was added by
 * {@link #addMayFail}.
 */
public final class Batch {
    private static final int ENTRY_SIZE = 72;
    private static final int RESULT = 56;
    private static final int FLAGS = 64;
    private static final long MAY_FAIL = 1;
    /** Data grows down from the end of the scratch memory, entries grow up from its start. */
    private static final int ALIGNMENT = 16;

    private final Trampoline trampoline;
    private final ByteBuffer area;
    private final List<String> names = new ArrayList<>();
    private int dataStart;

    Batch(Trampoline trampoline) {
        this.trampoline = trampoline;
        this.area = ByteBuffer.allocateDirect(Trampoline.dataSize()).order(ByteOrder.LITTLE_ENDIAN);
        this.dataStart = Trampoline.dataSize();
    }

    /** Adds a call that must succeed; returns its index for {@link #result}. */
    public int add(String name, long number, long... arguments) {
        return add(name, 0, number, arguments);
    }

    /** Adds a call whose failure is an answer like any other. */
    public int addMayFail(String name, long number, long... arguments) {
        return add(name, MAY_FAIL, number, arguments);
    }

    private int add(String name, long flags, long number, long... arguments) {
        int at = names.size() * ENTRY_SIZE;
        requireRoom(at + ENTRY_SIZE, dataStart);
        area.putLong(at, number);
        for (int i = 0; i < 6; i++) {
            area.putLong(at + 8 + i * 8, i < arguments.length ? arguments[i] : 0);
        }
        area.putLong(at + RESULT, 0).putLong(at + FLAGS, flags);
        names.add(name);
        return names.size() - 1;
    }

    /** Whether {@code calls} more calls with {@code dataBytes} more data still fit. */
    public boolean hasRoom(int calls, int dataBytes) {
        long entries = ((long) names.size() + calls) * ENTRY_SIZE;
        return entries + dataBytes + ALIGNMENT * (calls + 1L) <= dataStart;
    }

    /** Whether nothing has been added. */
    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** Reserves zeroed memory for an answer; returns its address in the other process. */
    public long reserve(int size) {
        return data(new byte[size]);
    }

    /** Places {@code content} in the other process for a call to read; returns its address there. */
    public long data(byte[] content) {
        int at = (dataStart - content.length) & -ALIGNMENT;
        requireRoom(names.size() * ENTRY_SIZE, at);
        area.put(at, content);
        dataStart = at;
        return trampoline.dataAddress() + at;
    }

    /** Places {@code text} with a trailing NUL. */
    public long cString(String text) {
        return data((text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Makes the calls.
     *
     * @throws ErrnoException of the first call that failed and was not allowed to; the ones after it were not made
     */
    public void run() throws IOException {
        if (names.isEmpty()) {
            return;
        }
        int entries = names.size() * ENTRY_SIZE;
        trampoline.memory().write(trampoline.dataAddress(), part(0, entries));
        if (dataStart < area.capacity()) {
            trampoline.memory().write(trampoline.dataAddress() + dataStart, part(dataStart, area.capacity()));
        }
        int left = trampoline.remote().hasTrapPending() ? runOneByOne() : runAtOnce(entries);
        if (left > 0) {
            int failed = names.size() - left;
            throw new ErrnoException(
                    names.get(failed) + " in thread " + trampoline.tid(), new Errno((int) -result(failed)));
        }
        if (dataStart < area.capacity()) {
            trampoline.memory().read(trampoline.dataAddress() + dataStart, part(dataStart, area.capacity()));
        }
    }

    private int runAtOnce(int entries) throws IOException {
        int left = trampoline.run(names.size());
        trampoline.memory().read(trampoline.dataAddress(), part(0, entries));
        return left;
    }

    /** The same by one stop or more for each call, for a thread whose SIGTRAP must stay pending. */
    private int runOneByOne() throws IOException {
        for (int index = 0; index < names.size(); index++) {
            int at = index * ENTRY_SIZE;
            long[] arguments = new long[6];
            area.slice(at + 8, RESULT - 8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer()
                    .get(arguments);
            long result = trampoline.remote().attempt(area.getLong(at), arguments);
            area.putLong(at + RESULT, result);
            if (RemoteSyscalls.isError(result) && area.getLong(at + FLAGS) != MAY_FAIL) {
                return names.size() - index;
            }
        }
        return 0;
    }

    /** Makes the calls that are there, if any, and starts over; for long lists that do not fit at once. */
    public void runAndClear() throws IOException {
        run();
        names.clear();
        dataStart = Trampoline.dataSize();
    }

    /** What call {@code index} returned, {@code -errno} included. */
    public long result(int index) {
        return area.getLong(index * ENTRY_SIZE + RESULT);
    }

    /** What now stands in memory that {@link #reserve} or {@link #data} gave. */
    public ByteBuffer memory(long address, int size) {
        int at = (int) (address - trampoline.dataAddress());
        return area.slice(at, size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer part(int from, int to) {
        return area.slice(from, to - from);
    }

    private static void requireRoom(int entriesEnd, int dataStart) {
        if (entriesEnd > dataStart) {
            throw new IllegalStateException("the batch does not fit its scratch memory");
        }
    }
}
