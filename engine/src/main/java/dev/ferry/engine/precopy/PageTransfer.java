package dev.ferry.engine.precopy;

import dev.ferry.engine.image.ImageException;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The payload of a PAGES frame: a piece of a process's memory or of a shared one, or only the announcement that there is a
 * mapping or a shared memory. Numbers are little-endian: u32 owner, u32 flags of mmap(2), u64 address, u64 length in bytes; then as
 * many bytes of content, or none.
 *
 * @param owner pid of the process; of a shared memory its number, {@code shmid} in images
 * @param flags of the mapping: MAP_NORESERVE, MAP_SHARED or 0
 * @param run the pages; of a shared memory by offset
 * @param content as long as {@code run}, or empty: then pages may follow there
 */
public record PageTransfer(int owner, int flags, PageRun run, ByteBuffer content) {
    /** No more content is in one frame, in bytes. */
    public static final int MAX_CONTENT = 256 << 10;

    /** Bytes in front of the content. */
    public static final int HEADER = 24;

    private static final long USER_END = 0x7fff_ffff_f000L;

    /** The payload that announces a mapping, or the header of one with content. */
    public static byte[] header(int owner, int flags, PageRun run) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(owner)
                .putInt(flags)
                .putLong(run.start())
                .putLong(run.bytes())
                .array();
    }

    /** Reads and checks a payload that may come from anywhere. */
    public static PageTransfer parse(ByteBuffer payload) throws ImageException {
        if (payload.remaining() < HEADER) {
            throw new ImageException("A frame with pages is too short.");
        }
        payload.order(ByteOrder.LITTLE_ENDIAN);
        int owner = payload.getInt();
        int flags = payload.getInt();
        long address = payload.getLong();
        long length = payload.getLong();
        boolean whole = ((address | length) & (Mman.PAGE_SIZE - 1)) == 0;
        boolean isShared = isShared(flags);
        boolean inside = (address > 0 || (isShared && address == 0))
                && length > 0
                && address < USER_END
                && length <= USER_END - address;
        boolean complete = !payload.hasRemaining() || payload.remaining() == length;
        if (!whole || !inside || !complete || (!isShared && (flags & ~Mman.MAP_NORESERVE) != 0)) {
            throw new ImageException("A frame has pages at " + Long.toHexString(address) + ", which is no place for "
                    + Long.toUnsignedString(length) + " bytes.");
        }
        return new PageTransfer(owner, flags, new PageRun(address, address + length), payload);
    }

    /** Whether it is about a shared memory, which no process has to have yet. */
    public boolean isShared() {
        return isShared(flags);
    }

    private static boolean isShared(int flags) {
        return flags == Mman.MAP_SHARED;
    }

    /** Whether it only announces a mapping or a shared memory. */
    public boolean isArea() {
        return !content.hasRemaining();
    }
}
