package dev.ferry.engine.check;

import static dev.ferry.linux.abi.Sched.SIZEOF_CPU_SET;

import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.wire.proto.AddressFacts;
import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.FileFacts.Reason;
import dev.ferry.engine.wire.proto.GroupFacts;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.HugeFacts;
import dev.ferry.engine.wire.proto.PortFacts;
import dev.ferry.engine.wire.proto.QueueFacts;
import dev.ferry.engine.wire.proto.SegmentFacts;
import dev.ferry.engine.wire.proto.SemaphoreFacts;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.engine.wire.proto.UnixFacts;
import dev.ferry.engine.wire.proto.UserFacts;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** What facts of a real tree always keep to. */
public final class FactsBounds {
    /** PID_MAX_LIMIT of the kernel. */
    private static final int MAX_PID = 1 << 22;

    private static final int MAX_FILES = 1 << 17;
    private static final int MAX_PORTS = 1 << 16;
    /** Whoever takes them has to be able to write down how to give them back. */
    private static final int MAX_ADDRESSES = 64;

    private static final int MAX_SIZES = 16;
    private static final int PATH_MAX = 4096;
    /** Users and groups of all tasks and files. */
    private static final int MAX_IDS = 1 << 18;
    /** NGROUPS_MAX, and the four that are not supplementary. */
    private static final int MAX_GROUPS = 65536 + 4;

    /** IPCMNI_EXTEND of the kernel. */
    private static final int MAX_SEGMENTS = 1 << 24;

    private static final int MAX_LIMITS = 64;
    static final int MAX_CPU_SETS = 64;
    private static final int MAX_CPU_FLAGS = 4096;
    private static final int MAX_NAME = 256;
    private static final int SUN_PATH = 108;
    /** NR_UNIX98_PTY_MAX of the kernel. */
    private static final int MAX_TERMINALS = 1 << 20;

    private FactsBounds() {}

    /** Fails if they can not be true; whoever reads them after this meets no number or text out of all bounds. */
    public static void require(TreeFacts facts) throws BadFactsException {
        require(facts.getTasksCount() > 0, "a tree without tasks");
        require(facts.getTasksCount() <= MAX_PID, "more tasks than pids");
        require(facts.getUsersCount() <= MAX_IDS && facts.getGroupsCount() <= MAX_IDS, "too many users and groups");
        require(facts.getFilesCount() <= MAX_FILES, facts.getFilesCount() + " files");
        require(facts.getPortsCount() <= MAX_PORTS, facts.getPortsCount() + " ports");
        require(facts.getConnectionsCount() <= MAX_PORTS, facts.getConnectionsCount() + " connections");
        require(facts.getTerminalsCount() <= MAX_TERMINALS, facts.getTerminalsCount() + " terminals");
        require(facts.getUnixNamesCount() <= MAX_PORTS, facts.getUnixNamesCount() + " unix sockets");
        require(
                facts.getMemoryBytes() >= 0 && facts.getCommitBytes() >= 0 && facts.getLargestCommitBytes() >= 0,
                "more memory than there is");
        require(facts.getSegmentsCount() <= MAX_SEGMENTS, facts.getSegmentsCount() + " segments of shared memory");
        for (SegmentFacts segment : facts.getSegmentsList()) {
            require(segment.getId() >= 0 && segment.getBytes() > 0, "an impossible segment of shared memory");
        }
        require(facts.getSemaphoresCount() <= MAX_SEGMENTS, facts.getSemaphoresCount() + " sets of semaphores");
        for (SemaphoreFacts set : facts.getSemaphoresList()) {
            require(set.getId() >= 0 && set.getCount() > 0, "an impossible set of semaphores");
        }
        require(facts.getQueuesCount() <= MAX_SEGMENTS, facts.getQueuesCount() + " message queues");
        for (QueueFacts queue : facts.getQueuesList()) {
            require(queue.getId() >= 0, "an impossible message queue");
        }
        require(Clocks.of(facts.getClockOffsets()).arePlausible(), "impossible clocks");
        requireHost(facts.getHost());
        requireTasks(facts.getTasksList());
        for (FileFacts file : facts.getFilesList()) {
            requireFile(file);
        }
        for (PortFacts port : facts.getPortsList()) {
            requirePort(port);
        }
        for (PortFacts connection : facts.getConnectionsList()) {
            requirePort(connection);
        }
        require(facts.getHugePagesCount() <= MAX_SIZES, facts.getHugePagesCount() + " sizes of pages");
        for (HugeFacts huge : facts.getHugePagesList()) {
            require(huge.getPageBytes() > 0 && huge.getBytes() > 0, "impossible huge pages");
        }
        require(facts.getAddressesCount() <= MAX_ADDRESSES, facts.getAddressesCount() + " addresses");
        for (AddressFacts address : facts.getAddressesList()) {
            require(address.getAddress().size() == 4 && isPrefix(address.getPrefix()), "an impossible address");
        }
        for (UnixFacts name : facts.getUnixNamesList()) {
            require(name.getName().size() <= SUN_PATH, "a name of a unix socket that is too long");
        }
        for (UserFacts user : facts.getUsersList()) {
            requireShort(user.getName());
        }
        for (GroupFacts group : facts.getGroupsList()) {
            requireShort(group.getName());
        }
    }

    private static boolean isPrefix(int bits) {
        return bits > 0 && bits <= 32;
    }

    private static void requireHost(HostFacts host) throws BadFactsException {
        require(host.getCpuFlagsCount() <= MAX_CPU_FLAGS, host.getCpuFlagsCount() + " flags of its processor");
        for (String flag : host.getCpuFlagsList()) {
            requireShort(flag);
        }
        requireShort(host.getEngineVersion());
        requireShort(host.getHostName());
        requireShort(host.getKernel());
        requireShort(host.getArchitecture());
        requireShort(host.getBootId());
    }

    private static void requireTasks(List<TaskFacts> tasks) throws BadFactsException {
        long threads = 0;
        for (TaskFacts task : tasks) {
            requirePid(task.getPid());
            for (int tid : task.getTidsList()) {
                requirePid(tid);
            }
            threads += task.getTidsCount();
            require(threads <= MAX_PID, "more threads than pids");
            require(
                    task.getUidsCount() <= 4 && task.getGidsCount() <= MAX_GROUPS,
                    "a task with too many users or groups");
            require(
                    task.getSoftLimitsCount() <= MAX_LIMITS && task.getHardLimitsCount() <= MAX_LIMITS,
                    "more resource limits than there are");
            require(
                    task.getCpusCount() <= MAX_CPU_SETS
                            && task.getCpusList().stream().allMatch(cpus -> cpus.size() <= SIZEOF_CPU_SET),
                    "a task with too many CPUs");
            requireShort(task.getComm());
        }
    }

    private static void requireFile(FileFacts file) throws BadFactsException {
        require(file.getSize() >= 0, "a file of more bytes than there can be");
        require(file.getReasonsCount() <= Reason.values().length, "too many reasons for a file");
        requirePath(file.getPath());
        requireShort(file.getBuildId());
        requireShort(file.getFsType());
        require(file.getMountPoint().length() <= PATH_MAX, "a mount point that is too long");
    }

    private static void requirePort(PortFacts port) throws BadFactsException {
        require(port.getAddress().size() == (port.getV6() ? 16 : 4), "an address of the wrong length");
        require(port.getPort() >= 0 && port.getPort() <= 0xffff, "a port of more than 16 bits");
        requireShort(port.getDevice());
    }

    /** Names of all sorts; messages repeat them. */
    private static void requireShort(String name) throws BadFactsException {
        require(name.length() <= MAX_NAME, "a name of " + name.length() + " characters");
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
