package dev.ferry.engine.memory;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.IpcDescEntry;
import dev.ferry.engine.image.proto.IpcShmEntry;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.SysvShm;
import dev.ferry.linux.abi.Ipc;
import dev.ferry.linux.abi.Mman;
import java.io.IOException;
import java.util.List;

/**
 * System V shared memory that a tree is attached to, CRIU's {@code ipcns-shm}: who owns a segment, its key, number and size. What is
 * in it stands in pages, as that of other shared memory.
 */
public final class SysvSegments {
    /** The number of the IPC namespace in names of images: that of the host, the only one there is. */
    public static final long NAMESPACE = 0;

    private static final long MAX_BYTES = 1L << 46;
    private static final int MODE = 0777 | Ipc.SHM_DEST | Ipc.SHM_LOCKED;

    private SysvSegments() {}

    /**
     * The entry of an attached segment.
     *
     * @param mappings all of the tree
     * @throws IOException if somebody else is attached too
     */
    public static IpcShmEntry entry(int id, List<Mapping> mappings) throws IOException {
        SysvShm segment = SysvShm.find(id)
                .orElseThrow(() -> new IOException("The kernel does not tell about System V shared memory " + id
                        + ", which the program is attached to; is it of another IPC namespace?"));
        long ours = attachments(id, mappings);
        if (segment.attachments() != ours) {
            throw new IOException("The " + segment.name() + " is attached by somebody else, who stays behind ("
                    + segment.attachments() + " mappings, " + ours + " of them of the program); end that first.");
        }
        IpcDescEntry desc = IpcDescEntry.newBuilder()
                .setKey(segment.key())
                .setUid(segment.uid())
                .setGid(segment.gid())
                .setCuid(segment.cuid())
                .setCgid(segment.cgid())
                .setMode(segment.mode())
                .setId(id)
                .build();
        return IpcShmEntry.newBuilder()
                .setDesc(desc)
                .setSize(segment.size())
                .setInPagemaps(true)
                .build();
    }

    /** How many of {@code mappings} belong to the segment {@code id}; the kernel counts attachments so. */
    public static long attachments(int id, List<Mapping> mappings) {
        return mappings.stream()
                .filter(mapping -> mapping.isSysvShm() && mapping.inode() == id)
                .count();
    }

    /** Checks an entry, which comes from somewhere else. */
    public static void require(IpcShmEntry segment) throws ImageException {
        IpcDescEntry desc = segment.getDesc();
        boolean plausible = desc.getId() >= 0
                && segment.getSize() > 0
                && segment.getSize() <= MAX_BYTES
                && (desc.getMode() & ~MODE) == 0;
        if (!plausible) {
            throw new ImageException("The checkpoint has a System V shared memory " + desc.getId()
                    + " of impossible number, size or mode; dump the program again.");
        }
        if (!segment.getInPagemaps() || segment.getHugetlbFlag() != 0) {
            throw new ImageException("The content of System V shared memory " + desc.getId()
                    + " is not in pages of the usual size, which this version of Ferry can not restore.");
        }
    }

    /** The bytes of the pages that it takes. */
    public static long wholePages(IpcShmEntry segment) {
        return (segment.getSize() + Mman.PAGE_SIZE - 1) & -Mman.PAGE_SIZE;
    }
}
