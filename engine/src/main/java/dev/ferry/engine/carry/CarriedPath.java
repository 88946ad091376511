package dev.ferry.engine.carry;

import dev.ferry.engine.image.ImageException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The path of a carried file, which comes from somewhere else: absolute, without detours, and not below /proc, /sys or /dev
 * except /dev/shm, where POSIX shared memory has its files.
 *
 * @param parent the directory, at least {@code /}
 * @param name the last component
 */
record CarriedPath(String parent, String name) {
    private static final int PATH_MAX = 4096;
    private static final int NAME_MAX = 255;
    private static final List<String> KERNEL = List.of("/proc/", "/sys/", "/dev/");
    private static final String SHARED_MEMORY = "/dev/shm/";

    /**
     * Takes a path apart.
     *
     * @throws ImageException if no file may be put there
     */
    static CarriedPath parse(String path) throws ImageException {
        if (!isPlain(path) || !isAllowed(path)) {
            throw new ImageException("The checkpoint carries a file for '" + printable(path)
                    + "', and Ferry puts files only at plain absolute paths outside of /proc, /sys and /dev.");
        }
        int slash = path.lastIndexOf('/');
        return new CarriedPath(slash == 0 ? "/" : path.substring(0, slash), path.substring(slash + 1));
    }

    /** Whether files may be put at {@code path}. */
    static boolean isAllowed(String path) {
        return path.startsWith(SHARED_MEMORY) || KERNEL.stream().noneMatch((path + "/")::startsWith);
    }

    /** The directory as a path with a parent of its own; never called for {@code /}. */
    CarriedPath parentPath() throws ImageException {
        return parse(parent);
    }

    private static boolean isPlain(String path) {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0 || bytes(path) >= PATH_MAX) {
            return false;
        }
        for (String component : path.substring(1).split("/", -1)) {
            if (component.isEmpty() || component.equals(".") || component.equals("..") || bytes(component) > NAME_MAX) {
                return false;
            }
        }
        return true;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String printable(String path) {
        String start = path.length() <= NAME_MAX ? path : path.substring(0, NAME_MAX) + "...";
        return start.replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public String toString() {
        return parent.equals("/") ? "/" + name : parent + "/" + name;
    }
}
