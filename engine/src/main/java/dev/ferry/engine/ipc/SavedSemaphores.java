package dev.ferry.engine.ipc;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.proto.IpcDescEntry;
import dev.ferry.engine.image.proto.IpcSemEntry;
import dev.ferry.engine.image.proto.SemaphoreUse;
import dev.ferry.engine.ipc.IpcUse.UsedSemaphores;
import dev.ferry.engine.procfs.SysvSemaphores;
import dev.ferry.linux.ipc.SemaphoreSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A set of System V semaphores in a checkpoint, CRIU's {@code ipcns-sem}.
 *
 * @param values of its semaphores, 0 to 32767
 */
public record SavedSemaphores(IpcSemEntry entry, List<Integer> values) {
    /** The number of the IPC namespace in names of images: that of the host, the only one there is. */
    public static final long NAMESPACE = 0;

    /** SEMMSL may be raised up to here. */
    private static final int MAX_COUNT = 65_536;

    /** Reads it from the kernel. */
    static SavedSemaphores dump(SysvSemaphores set) throws IOException {
        IpcSemEntry entry = IpcSemEntry.newBuilder()
                .setDesc(IpcDescEntry.newBuilder()
                        .setKey(set.key())
                        .setUid(set.uid())
                        .setGid(set.gid())
                        .setCuid(set.cuid())
                        .setCgid(set.cgid())
                        .setMode(set.mode())
                        .setId(set.id()))
                .setNsems(set.count())
                .build();
        List<Integer> values = new ArrayList<>();
        for (short value : new SemaphoreSet(set.id()).values(set.count())) {
            values.add((int) value);
        }
        return new SavedSemaphores(entry, List.copyOf(values));
    }

    /** What CRIU's image has no place for. */
    static SemaphoreUse use(UsedSemaphores used) {
        return SemaphoreUse.newBuilder()
                .setId(used.set().id())
                .setOperated(used.set().otime() != 0)
                .addAllLastPids(used.lastPids())
                .build();
    }

    void writeTo(ImageWriter image) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(payloadBytes(entry)).order(ByteOrder.LITTLE_ENDIAN);
        values.forEach(value -> payload.putShort(value.shortValue()));
        image.write(entry);
        image.writePayload(payload.array(), 0, payload.capacity());
    }

    /** The next set of an image, which comes from somewhere else; empty at its end. */
    public static Optional<SavedSemaphores> read(ImageReader image) throws IOException {
        Optional<IpcSemEntry> next = image.next(IpcSemEntry.parser());
        return next.isPresent() ? Optional.of(read(next.get(), image)) : Optional.empty();
    }

    private static SavedSemaphores read(IpcSemEntry entry, ImageReader image) throws IOException {
        IpcIds.require(
                SysvSemaphores.name(entry.getDesc().getId(), entry.getDesc().getKey()), entry.getDesc());
        if (entry.getNsems() < 1 || entry.getNsems() > MAX_COUNT) {
            throw impossible(entry);
        }
        int bytes = payloadBytes(entry);
        ByteBuffer payload = ByteBuffer.wrap(image.payloadBytes(bytes, bytes)).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> values = new ArrayList<>();
        for (int index = 0; index < entry.getNsems(); index++) {
            short value = payload.getShort();
            if (value < 0) {
                throw impossible(entry);
            }
            values.add((int) value);
        }
        return new SavedSemaphores(entry, List.copyOf(values));
    }

    private static ImageException impossible(IpcSemEntry entry) {
        return new ImageException("The checkpoint has System V semaphores "
                + entry.getDesc().getId() + " of impossible number or value; dump the program again.");
    }

    private static int payloadBytes(IpcSemEntry entry) {
        return IpcIds.wholeWords(entry.getNsems() * Short.BYTES);
    }
}
