package dev.ferry.engine.pidns;

import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** From which pid on an engine may number itself in a namespace that a tree comes to, so that it takes no pid of the tree. */
public final class FirstPid {
    /** An engine has some 30 threads; it starts a few processes, and the tree may fork until it is there. */
    private static final int ROOM = 1_000;

    /** All are below the 32,768 that pids end at on small hosts. */
    private static final List<Integer> CANDIDATES = IntStream.iterate(20_000, first -> (first + 7_000) % 30_000 + 300)
            .limit(30)
            .boxed()
            .toList();

    private FirstPid() {}

    /** For the tree that runs here. */
    public static int forTree(int root) throws IOException {
        return awayFrom(ids(root));
    }

    /** For a tree that nobody has looked at yet; if it should have a pid of the engine's, another try will take another one. */
    public static int any() {
        return CANDIDATES.get(ThreadLocalRandom.current().nextInt(CANDIDATES.size()));
    }

    /** The first candidate with room behind it; if there is none, the engine has to try its luck. */
    public static int awayFrom(Set<Integer> ids) {
        return CANDIDATES.stream()
                .filter(first -> ids.stream().noneMatch(id -> id >= first && id < first + ROOM))
                .findFirst()
                .orElse(CANDIDATES.get(0));
    }

    /** Of its processes and their threads, groups and sessions. */
    private static Set<Integer> ids(int root) throws IOException {
        ProcessTable table = ProcessTable.scan();
        List<ProcessRow> tasks = new ArrayList<>(table.descendants(root));
        table.find(root).ifPresent(tasks::add);
        Set<Integer> ids = new HashSet<>();
        for (ProcessRow task : tasks) {
            ids.addAll(List.of(task.pid(), task.pgrp(), task.session()));
            ids.addAll(threads(task));
        }
        return ids;
    }

    /** The tree may be one that forks all the time. */
    private static List<Integer> threads(ProcessRow task) throws IOException {
        try {
            return ProcessTable.tasks(task.pid());
        } catch (NoSuchProcessException gone) {
            return List.of();
        }
    }
}
