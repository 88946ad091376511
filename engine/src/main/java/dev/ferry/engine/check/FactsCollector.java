package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Fds;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Maps;
import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.OpenDescriptor;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.PtyMasters;
import dev.ferry.engine.procfs.TreeGroups;
import dev.ferry.engine.resource.TcpPolicy;
import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.GroupFacts;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.engine.wire.proto.UnixFacts;
import dev.ferry.engine.wire.proto.UserFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Describes a running tree for the host that it shall move to. The tree does not notice. */
public final class FactsCollector {
    private final TreeFacts.Builder facts = TreeFacts.newBuilder();
    private final FileFactsCollector files = new FileFactsCollector();
    private final SocketFactsCollector sockets;
    private final Set<Integer> terminals = new TreeSet<>();
    private final MemoryFactsCollector memory = new MemoryFactsCollector();

    private final int root;

    private FactsCollector(int root, TcpPolicy tcp) {
        this.root = root;
        this.sockets = new SocketFactsCollector(tcp, files);
    }

    /**
     * The facts about the tree rooted at {@code pid}. Tasks that go meanwhile are left out.
     *
     * @param host of {@link ThisHost#facts}
     */
    public static TreeFacts collect(int pid, HostFacts host) throws IOException {
        return collect(pid, host, TcpPolicy.REFUSE);
    }

    /** The same if such is to become of connections with others. */
    public static TreeFacts collect(int pid, HostFacts host, TcpPolicy tcp) throws IOException {
        FactsCollector collector = new FactsCollector(pid, tcp);
        collector.facts.setHost(host);
        for (ProcessRow task : TreeMembers.of(pid).tasks()) {
            collector.addIfThere(task);
        }
        return collector.build();
    }

    private void addIfThere(ProcessRow task) throws IOException {
        try {
            facts.addTasks(TreeMembers.isZombie(task) ? TaskFactsCollector.zombie(task) : living(task));
        } catch (NoSuchProcessException gone) {
            // Nothing of it has been added yet but files and sockets that others may use too.
        }
    }

    private TaskFacts.Builder living(ProcessRow task) throws IOException {
        List<Mapping> mappings = Maps.read(task.pid());
        List<OpenDescriptor> open = Fds.read(task.pid());
        files.add(task.pid(), mappings, open);
        sockets.add(task.pid(), open);
        for (OpenDescriptor descriptor : open) {
            PtyMasters.index(task.pid(), descriptor).ifPresent(terminals::add);
        }
        TaskFacts.Builder living = TaskFactsCollector.living(task, open, mappings.size());
        memory.add(task.pid(), mappings);
        return living;
    }

    private TreeFacts build() throws IOException {
        placeGroups();
        sockets.addTo(facts);
        for (UnixFacts name : facts.getUnixNamesList()) {
            addDirectoryOf(name);
        }
        Collection<FileFacts> all = files.files();
        addNames(all);
        memory.addTo(facts);
        IpcFacts.addTo(facts);
        Clocks clocks = Clocks.offsetsOf(root);
        return facts.addAllFiles(all)
                .addAllTerminals(terminals)
                .setClockMs(System.currentTimeMillis())
                .setBootClockMs(ClockCheck.bootClockMillis(clocks.minus(Clocks.ownOffsets())))
                .setClockOffsets(clocks.message())
                .build();
    }

    private void placeGroups() {
        if (facts.getTasksCount() > 0) {
            Set<Integer> pids =
                    facts.getTasksList().stream().map(TaskFacts::getPid).collect(Collectors.toSet());
            TreeGroups groups = new TreeGroups(pids, facts.getTasks(0).getPgid());
            facts.getTasksBuilderList().forEach(task -> task.setPgid(groups.of(task.getPgid())));
        }
    }

    private void addDirectoryOf(UnixFacts socket) throws IOException {
        String name = socket.getName().toStringUtf8();
        boolean isPlain =
                name.startsWith("/") && Path.of(name).normalize().toString().equals(name);
        if (!socket.getAbstract() && isPlain) {
            files.addDirectoryOf(Path.of(name));
        }
    }

    /** Of all users and groups, owners of files included: those may have to be made there. */
    private void addNames(Collection<FileFacts> all) throws IOException {
        Set<Integer> uids = new TreeSet<>(Integer::compareUnsigned);
        Set<Integer> gids = new TreeSet<>(Integer::compareUnsigned);
        for (TaskFacts task : facts.getTasksList()) {
            uids.add(task.getUid());
            uids.addAll(task.getUidsList());
            gids.addAll(task.getGidsList());
        }
        for (FileFacts file : all) {
            uids.add(file.getUid());
            gids.add(file.getGid());
        }
        List<String> passwd = KernelText.lines(Path.of("/etc/passwd"));
        List<String> group = KernelText.lines(Path.of("/etc/group"));
        uids.forEach(uid -> facts.addUsers(UserFacts.newBuilder().setUid(uid).setName(name(passwd, uid))));
        gids.forEach(gid -> facts.addGroups(GroupFacts.newBuilder().setGid(gid).setName(name(group, gid))));
    }

    private static String name(List<String> lines, int id) {
        return KernelText.nameOf(lines, id).orElse(Integer.toUnsignedString(id));
    }
}
