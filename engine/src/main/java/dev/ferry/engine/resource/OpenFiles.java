package dev.ferry.engine.resource;

import dev.ferry.engine.procfs.FdInfo;
import dev.ferry.engine.procfs.Fds;
import dev.ferry.engine.procfs.OpenDescriptor;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.resource.OpenFile.Owner;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.file.Dup;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.UnixMessage;
import dev.ferry.linux.process.Kcmp;
import dev.ferry.linux.process.Pidfd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * The open files of a tree, each once, with our own descriptor of every one. The tree may run or be frozen; collecting does not
 * disturb it. Two descriptors are one open file if kcmp(2) says so, which is asked only where inode, flags and offset agree.
 */
public final class OpenFiles implements TreeFiles, AutoCloseable {
    private static final int SELF = (int) ProcessHandle.current().pid();
    private static final int O_CLOEXEC = 02000000;
    private static final int O_PATH = 010000000;

    private final Set<Integer> pids;
    private final IntSupplier ids;
    private final Map<Integer, OpenFile> byId = new LinkedHashMap<>();
    private final Map<String, List<Integer>> candidates = new HashMap<>();
    private final Map<Integer, List<QueuedMessage>> queues = new HashMap<>();
    private boolean mayHaveUnseen;
    private final TcpPolicy tcpPolicy;
    /** Of others; looked for when first needed, unless somebody has looked before. */
    private DescriptorHolders holders;

    private TcpPairs tcpPairs;

    private OpenFiles(Collection<Integer> pids, IntSupplier ids, TcpPolicy tcpPolicy) {
        this.pids = Set.copyOf(pids);
        this.ids = ids;
        this.tcpPolicy = tcpPolicy;
    }

    /**
     * Collects the descriptors of all tasks.
     *
     * @param pids tasks that are not zombies
     * @param ids gives each open file its number
     */
    public static OpenFiles collect(Collection<Integer> pids, IntSupplier ids) throws IOException {
        return collect(pids, ids, TcpPolicy.REFUSE);
    }

    /**
     * The same.
     *
     * @param tcpPolicy what is to become of connections with others
     */
    public static OpenFiles collect(Collection<Integer> pids, IntSupplier ids, TcpPolicy tcpPolicy) throws IOException {
        OpenFiles files = new OpenFiles(pids, ids, tcpPolicy);
        try {
            for (int pid : pids) {
                files.addTask(pid);
            }
            return files;
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /**
     * The same for somebody who asks about many trees.
     *
     * @param holders of this host
     */
    public static OpenFiles collect(
            Collection<Integer> pids, IntSupplier ids, TcpPolicy tcpPolicy, DescriptorHolders holders)
            throws IOException {
        OpenFiles files = collect(pids, ids, tcpPolicy);
        files.holders = holders;
        return files;
    }

    private void addTask(int pid) throws IOException {
        try (Pidfd pidfd = Pidfd.open(pid)) {
            for (OpenDescriptor descriptor : Fds.read(pid)) {
                addDescriptor(pid, pidfd, descriptor);
            }
        }
    }

    private void addDescriptor(int pid, Pidfd pidfd, OpenDescriptor descriptor) throws IOException {
        FdInfo info;
        Fd copy;
        try {
            info = FdInfo.read(pid, descriptor.fd());
            copy = pidfd.get(descriptor.fd());
        } catch (NoSuchFileException e) {
            return;
        } catch (ErrnoException e) {
            if (e.is(Errno.EBADF)) {
                return;
            }
            throw e;
        }
        add(new Owner(pid, descriptor.fd(), info.cloexec()), descriptor.link(), info, copy);
    }

    private void add(Owner owner, String link, FdInfo info, Fd copy) throws IOException {
        add(link, info, copy, new ArrayList<>(List.of(owner)), Optional.empty());
    }

    /** The number of the open file behind {@code copy}, which is new or has one more owner now. */
    private int add(String link, FdInfo info, Fd copy, List<Owner> owners, Optional<String> carrier)
            throws IOException {
        FileStat stat = FileStat.of(copy);
        int flags = info.flags() & ~O_CLOEXEC;
        String key = stat.device() + "/" + stat.inode() + "/" + flags + "/" + info.pos();
        for (int id : candidates.getOrDefault(key, List.of())) {
            if (Kcmp.sameFile(SELF, byId.get(id).copy().number(), SELF, copy.number())) {
                byId.get(id).owners().addAll(owners);
                copy.close();
                return id;
            }
        }
        OpenFile file = new OpenFile(
                ids.getAsInt(),
                link,
                stat,
                flags,
                info.pos(),
                info.fields(),
                owners,
                copy,
                signature(link, stat, flags, copy),
                carrier);
        byId.put(file.id(), file);
        candidates.computeIfAbsent(key, absent -> new ArrayList<>()).add(file.id());
        return file.id();
    }

    /**
     * Looks into the queues of the unix sockets: the files that wait there belong to the tree too.
     *
     * @param isFrozen whether nobody uses the sockets meanwhile; otherwise only first messages are looked at
     */
    public void addQueues(boolean isFrozen) throws IOException {
        Set<Integer> seen = new HashSet<>();
        for (boolean isNew = true; isNew; ) {
            isNew = false;
            for (OpenFile file : List.copyOf(byId.values())) {
                if (file.signature().isSocketOf(Sockets.AF_UNIX) && seen.add(file.id())) {
                    isNew = true;
                    List<QueuedMessage> queue =
                            addQueue(file, isFrozen ? UnixQueue.all(file) : UnixQueue.first(file.copy()));
                    mayHaveUnseen |= !isFrozen && mayHide(file, queue);
                }
            }
        }
    }

    private List<QueuedMessage> addQueue(OpenFile socket, List<UnixMessage> messages) throws IOException {
        List<QueuedMessage> queue = new ArrayList<>();
        try {
            for (UnixMessage message : messages) {
                List<Integer> rights = new ArrayList<>();
                for (Fd passed : message.passed()) {
                    rights.add(addPassed(socket, Dup.of(passed)));
                }
                queue.add(new QueuedMessage(message.data(), rights));
            }
        } finally {
            messages.forEach(UnixMessage::close);
        }
        queues.put(socket.id(), queue);
        return queue;
    }

    /** Of a stream the first message goes to the first descriptors; of others it is one packet. */
    private static boolean mayHide(OpenFile socket, List<QueuedMessage> first) {
        boolean isStream = socket.signature().equals(FileSignature.socket(Sockets.AF_UNIX, Sockets.SOCK_STREAM));
        return first.stream().anyMatch(message -> !isStream || !message.rights().isEmpty());
    }

    @Override
    public boolean mayHaveUnseen() {
        return mayHaveUnseen;
    }

    private int addPassed(OpenFile socket, Fd copy) throws IOException {
        try {
            FdInfo info = FdInfo.read(SELF, copy.number());
            String link = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(copy.number())))
                    .toString();
            return add(link, info, copy, new ArrayList<>(), Optional.of(socket.describe()));
        } catch (IOException | RuntimeException e) {
            copy.close();
            throw e;
        }
    }

    @Override
    public List<QueuedMessage> queued(OpenFile socket) {
        return queues.getOrDefault(socket.id(), List.of());
    }

    private static FileSignature signature(String link, FileStat stat, int flags, Fd copy) throws IOException {
        boolean isSocket = stat.isSocket() && (flags & O_PATH) == 0;
        return isSocket
                ? FileSignature.socket(SocketOption.DOMAIN.get(copy), SocketOption.TYPE.get(copy))
                : FileSignature.of(link, stat);
    }

    /**
     * The file behind a link of /proc (an executable, a mapping, a working directory) as an open file without owners; the same
     * one again if it was asked for before with the same access.
     *
     * @param link a path such as {@code /proc/812/exe} or {@code /proc/812/map_files/a-b}
     * @param flags how to open it, for example {@code O_RDONLY} or {@code O_RDWR}
     */
    public OpenFile ofLink(Path link, int flags) throws IOException {
        Fd copy = Open.path(link.toString(), flags);
        FileStat stat = FileStat.of(copy);
        String name = Files.readSymbolicLink(link).toString();
        String key = "link/" + stat.device() + "/" + stat.inode() + "/" + flags + "/" + name;
        for (int id : candidates.getOrDefault(key, List.of())) {
            copy.close();
            return byId.get(id);
        }
        OpenFile file = new OpenFile(
                ids.getAsInt(),
                name,
                stat,
                flags,
                0,
                List.of(),
                List.of(),
                copy,
                FileSignature.of(name, stat),
                Optional.empty());
        byId.put(file.id(), file);
        candidates.computeIfAbsent(key, absent -> new ArrayList<>()).add(file.id());
        return file;
    }

    @Override
    public Collection<OpenFile> files() {
        return byId.values();
    }

    @Override
    public Set<Integer> pids() {
        return pids;
    }

    @Override
    public TcpPairs tcpPairs() throws IOException {
        if (tcpPairs == null) {
            tcpPairs = TcpPairs.of(byId.values());
        }
        return tcpPairs;
    }

    @Override
    public TcpPolicy tcpPolicy() {
        return tcpPolicy;
    }

    @Override
    public Optional<String> outsideHolder(String link) throws IOException {
        if (holders == null) {
            holders = new DescriptorHolders(ProcessTable.scan());
        }
        return holders.outside(pids, link);
    }

    @Override
    public void close() {
        byId.values().forEach(file -> file.copy().close());
    }
}
