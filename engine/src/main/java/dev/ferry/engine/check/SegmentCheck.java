package dev.ferry.engine.check;

import dev.ferry.engine.check.IpcPlaceCheck.Codes;
import dev.ferry.engine.procfs.SysvShm;
import dev.ferry.engine.wire.proto.SegmentFacts;
import java.io.IOException;
import java.util.List;

/** Whether System V shared memory can be made here as the program knows it. */
final class SegmentCheck {
    private static final Codes CODES = new Codes("sysv-shm-taken", "sysv-key-taken", "sysv-shm-limit");

    private SegmentCheck() {}

    static void look(List<SegmentFacts> wanted, Findings findings) throws IOException {
        if (wanted.isEmpty()) {
            return;
        }
        IpcPlaceCheck places = new IpcPlaceCheck(SysvShm.read(), IpcPlaceCheck.setting("shmmni"), CODES, findings);
        long largest = Long.parseUnsignedLong(KernelText.line("/proc/sys/kernel/shmmax"));
        for (SegmentFacts segment : wanted) {
            String name = name(segment);
            places.look(name, segment.getId(), segment.getKey());
            if (Long.compareUnsigned(segment.getBytes(), largest) > 0) {
                String bytes = Long.toUnsignedString(largest);
                places.limit(
                        name, "is larger than the " + bytes + " bytes that the destination allows", "kernel.shmmax");
            }
        }
        places.room(wanted.size(), name(wanted.get(0)), "kernel.shmmni");
    }

    private static String name(SegmentFacts segment) {
        return SysvShm.name(segment.getId(), segment.getKey());
    }
}
