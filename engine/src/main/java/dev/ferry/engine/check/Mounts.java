package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Mount;
import dev.ferry.engine.procfs.MountInfo;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is mounted where this engine lives. */
final class Mounts {
    private final Map<Long, Mount> byId = new LinkedHashMap<>();

    Mounts(Collection<Mount> mounts) {
        mounts.forEach(mount -> byId.put((long) mount.id(), mount));
    }

    static Mounts ofThisProcess() throws IOException {
        return new Mounts(MountInfo.read((int) ProcessHandle.current().pid()).mounts());
    }

    /** The mount with the number that statx(2) gives; older kernels give 0. */
    Optional<Mount> of(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    Collection<Mount> all() {
        return byId.values();
    }
}
