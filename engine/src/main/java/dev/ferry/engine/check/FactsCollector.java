package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Fds;
import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.OpenDescriptor;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.engine.wire.proto.UserFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Describes a running tree for the host that it shall move to. The tree does not notice. */
public final class FactsCollector {
    private final TreeFacts.Builder facts = TreeFacts.newBuilder();
    private final FileFactsCollector files = new FileFactsCollector();
    private final Set<String> links = new HashSet<>();
    private final Set<Integer> uids = new TreeSet<>();
    private long memory;

    private FactsCollector() {}

    /**
     * The facts about the tree rooted at {@code pid}. Tasks that go meanwhile are left out.
     *
     * @param host of {@link ThisHost#facts}
     */
    public static TreeFacts collect(int pid, HostFacts host) throws IOException {
        FactsCollector collector = new FactsCollector();
        collector.facts.setHost(host);
        for (ProcessRow task : TreeMembers.of(pid).tasks()) {
            collector.addIfThere(task);
        }
        return collector.build();
    }

    private void addIfThere(ProcessRow task) throws IOException {
        try {
            add(task);
        } catch (NoSuchProcessException gone) {
            // Nothing of it has been added yet but files that others may use too.
        }
    }

    private void add(ProcessRow task) throws IOException {
        boolean zombie = TreeMembers.isZombie(task);
        List<Integer> tids = zombie ? List.of() : ProcessTable.tasks(task.pid());
        if (!zombie) {
            files.add(task.pid());
            Fds.read(task.pid()).stream().map(OpenDescriptor::link).forEach(links::add);
            memory += anonymousBytes(task.pid());
        }
        uids.add(task.uid());
        facts.addTasks(TaskFacts.newBuilder()
                .setPid(task.pid())
                .addAllTids(tids)
                .setSid(task.session())
                .setPgid(task.pgrp())
                .setUid(task.uid())
                .setComm(task.comm()));
    }

    private TreeFacts build() throws IOException {
        for (Listener listener : Listener.all()) {
            if (links.contains("socket:[" + listener.inode() + "]")) {
                facts.addPorts(listener.port());
            }
        }
        List<String> passwd = KernelText.lines(Path.of("/etc/passwd"));
        for (int uid : uids) {
            String name = KernelText.userName(passwd, uid).orElse(Integer.toUnsignedString(uid));
            facts.addUsers(UserFacts.newBuilder().setUid(uid).setName(name));
        }
        return facts.addAllFiles(files.files()).setMemoryBytes(memory).build();
    }

    /** What has to be copied: pages without a file, in memory or swapped out, and a fair share of shared memory. */
    private static long anonymousBytes(int pid) throws IOException {
        List<String> rollup = KernelText.lines(Path.of("/proc", Integer.toString(pid), "smaps_rollup"));
        return KernelText.kiloBytes(rollup, "Anonymous").orElse(0)
                + KernelText.kiloBytes(rollup, "Swap").orElse(0)
                + KernelText.kiloBytes(rollup, "Pss_Shmem").orElse(0);
    }
}
