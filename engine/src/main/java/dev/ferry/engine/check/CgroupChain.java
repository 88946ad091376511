package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Mount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The directories of this process's cgroups for one controller, its own first and then those above, each of which may limit it. */
record CgroupChain(boolean v2, List<Path> directories) {

    /** Empty without directories if the controller is nowhere mounted. */
    static CgroupChain of(String controller, Mounts mounts) throws IOException {
        List<String> own = KernelText.lines(Path.of("/proc/self/cgroup"));
        Optional<String> v1 = path(own, controller);
        boolean isV2 = v1.isEmpty();
        Optional<String> path = isV2 ? path(own, "") : v1;
        Optional<Mount> mount = mounts.all().stream()
                .filter(m -> isV2 ? m.fsType().equals("cgroup2") : isMounted(m, controller))
                .findFirst();
        return new CgroupChain(
                isV2, path.isEmpty() || mount.isEmpty() ? List.of() : directories(path.get(), mount.get()));
    }

    /** The path in a line {@code number:controllers:path}; version 2 has none. */
    static Optional<String> path(List<String> lines, String controller) {
        return lines.stream()
                .map(line -> line.split(":", 3))
                .filter(fields -> fields.length == 3
                        && Arrays.asList(fields[1].split(",", -1)).contains(controller))
                .map(fields -> fields[2])
                .findFirst();
    }

    private static boolean isMounted(Mount mount, String controller) {
        return mount.fsType().equals("cgroup")
                && Arrays.asList(mount.superOptions().split(",", -1)).contains(controller);
    }

    private static List<Path> directories(String path, Mount mount) {
        String below =
                path.startsWith(mount.root()) ? path.substring(mount.root().length()) : path;
        Path top = Path.of(mount.mountPoint());
        Path own = top.resolve(below.replaceFirst("^/+", "")).normalize();
        List<Path> directories = new ArrayList<>();
        for (Path at = own; at != null && at.startsWith(top); at = at.getParent()) {
            directories.add(at);
        }
        return directories;
    }
}
