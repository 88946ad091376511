package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.SeccompEntry;
import dev.ferry.engine.image.proto.SeccompFilter;
import dev.ferry.engine.task.SeccompFilters;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.inject.Batch;
import dev.ferry.linux.inject.RemoteSyscalls;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Puts the filters of seccomp(2) on, suspended until we let go. Those that all threads of a task have come before there are threads:
 * then they are the same to the kernel, which a later SECCOMP_FILTER_FLAG_TSYNC asks for.
 */
final class SeccompStage {
    private static final long OPTIONS =
            Ptrace.O_EXITKILL | Ptrace.O_TRACEFORK | Ptrace.O_TRACECLONE | Ptrace.O_SUSPEND_SECCOMP;

    private SeccompStage() {}

    /** Before the threads are cloned, who inherit the filters and their being suspended. */
    static void installCommon(RestoringTask task, SeccompEntry image) throws IOException {
        if (cores(task).stream().anyMatch(SeccompFilters::restricts)) {
            task.leader().tracee().setOptions(OPTIONS);
            Batch batch = task.batch();
            SeccompFilters.install(batch, SeccompFilters.common(cores(task), image));
            batch.run();
        }
    }

    /** What a thread has besides those; before it loses the right to it with its credentials. */
    static void installOwn(RestoringTask task, int tid, Batch batch, SeccompEntry image) throws IOException {
        List<SeccompFilter> chain = SeccompFilters.chain(task.plan().cores().get(tid), image);
        int common = SeccompFilters.common(cores(task), image).size();
        SeccompFilters.install(batch, chain.subList(common, chain.size()));
    }

    /** Last of all that is set. */
    static void installStrict(RestoringTask task) throws IOException {
        for (Map.Entry<Integer, RemoteSyscalls> thread : task.threads().entrySet()) {
            Batch batch = task.trampolineOf(thread.getKey()).batch();
            SeccompFilters.installStrict(batch, task.plan().cores().get(thread.getKey()));
            batch.run();
        }
    }

    private static Collection<CoreEntry> cores(RestoringTask task) {
        return task.plan().cores().values();
    }
}
