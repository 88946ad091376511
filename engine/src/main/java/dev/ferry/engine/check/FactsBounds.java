package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.PortFacts;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What facts of a real tree always keep to. */
final class FactsBounds {
    /** PID_MAX_LIMIT of the kernel. */
    private static final int MAX_PID = 1 << 22;

    private static final int MAX_FILES = 1 << 17;
    private static final int MAX_PORTS = 1 << 16;
    private static final int PATH_MAX = 4096;

    private FactsBounds() {}

    static void require(TreeFacts facts) throws BadFactsException {
        require(facts.getTasksCount() > 0, "a tree without tasks");
        require(facts.getTasksCount() <= MAX_PID && facts.getUsersCount() <= MAX_PID, "more tasks than pids");
        require(facts.getFilesCount() <= MAX_FILES, facts.getFilesCount() + " files");
        require(facts.getPortsCount() <= MAX_PORTS, facts.getPortsCount() + " ports");
        require(facts.getMemoryBytes() >= 0, "more memory than there is");
        for (TaskFacts task : facts.getTasksList()) {
            requirePid(task.getPid());
            for (int tid : task.getTidsList()) {
                requirePid(tid);
            }
        }
        for (FileFacts file : facts.getFilesList()) {
            require(file.getSize() >= 0, "a file of more bytes than there can be");
            requirePath(file.getPath());
        }
        for (PortFacts port : facts.getPortsList()) {
            require(port.getAddress().size() == (port.getV6() ? 16 : 4), "an address of the wrong length");
        }
    }

    private static void requirePid(int pid) throws BadFactsException {
        require(pid > 1 && pid <= MAX_PID, "the process id " + Integer.toUnsignedString(pid));
    }

    private static void requirePath(String path) throws BadFactsException {
        boolean plain = path.startsWith("/") && path.length() <= PATH_MAX && isNormal(path);
        require(plain, "a path that is not absolute and plain");
    }

    private static boolean isNormal(String path) {
        try {
            return Path.of(path).normalize().toString().equals(path);
        } catch (InvalidPathException notInThisEncoding) {
            return false;
        }
    }

    private static void require(boolean condition, String claim) throws BadFactsException {
        if (!condition) {
            throw new BadFactsException("The other engine's description of the tree can not be true: it has " + claim
                    + "; use the same version of Ferry on both hosts.");
        }
    }
}
