package dev.ferry.engine.task;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.SeccompEntry;
import dev.ferry.engine.image.proto.SeccompFilter;
import dev.ferry.engine.image.proto.SeccompMode;
import dev.ferry.engine.image.proto.ThreadCoreEntry;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Seccomp;
import dev.ferry.linux.inject.Batch;
import dev.ferry.linux.ptrace.SeccompProgram;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The filters of seccomp(2) of all threads, each once: a filter knows the one below it, and threads refer to the newest of theirs.
 * As long as we trace a thread its filters are suspended (PTRACE_O_SUSPEND_SECCOMP), so that it can make calls for us.
 */
public final class SeccompFilters {
    private static final int NONE = -1;
    /** {@code MAX_INSNS_PER_PATH} of the kernel. */
    private static final int MOST_INSTRUCTIONS = 1 << 15;

    private final List<SeccompFilter> filters = new ArrayList<>();

    /** Kernel to image: what restricts a stopped thread. */
    public void collect(Tracee thread, int mode, ThreadCoreEntry.Builder core) throws IOException {
        if (mode == Seccomp.MODE_STRICT) {
            core.setSeccompMode(SeccompMode.STRICT);
        } else if (mode == Seccomp.MODE_FILTER) {
            int newest = NONE;
            for (int index = 0; ; index++) {
                Optional<SeccompProgram> program = thread.seccompFilter(index);
                if (program.isEmpty()) {
                    break;
                }
                requireNoListener(thread, program.get());
                newest = add(program.get(), newest);
            }
            core.setSeccompMode(SeccompMode.FILTER).setSeccompFilter(newest);
        }
    }

    private static void requireNoListener(Tracee thread, SeccompProgram program) throws IOException {
        if (program.notifies()) {
            throw new IOException("Thread " + thread.tid() + " has a seccomp filter that asks another process "
                    + "(SECCOMP_RET_USER_NOTIF), which can not move; run the program without its sandbox.");
        }
    }

    private int add(SeccompProgram program, int below) {
        SeccompFilter.Builder filter =
                SeccompFilter.newBuilder().setFilter(ByteString.copyFrom(program.instructions()));
        if (program.flags() != 0) {
            filter.setFlags(program.flags());
        }
        if (below != NONE) {
            filter.setPrev(below);
        }
        int known = filters.indexOf(filter.build());
        if (known == -1) {
            filters.add(filter.build());
        }
        return known == -1 ? filters.size() - 1 : known;
    }

    /** The image; empty if nobody is restricted by a filter. */
    public Optional<SeccompEntry> entry() {
        return filters.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        SeccompEntry.newBuilder().addAllSeccompFilters(filters).build());
    }

    /** Whether a thread of the image is restricted. */
    public static boolean restricts(CoreEntry thread) {
        SeccompMode mode = thread.getThreadCore().getSeccompMode();
        return mode == SeccompMode.STRICT || mode == SeccompMode.FILTER;
    }

    /**
     * The filters of one thread of the image, the oldest first.
     *
     * @throws ImageException if they are not a chain, or not programs
     */
    public static List<SeccompFilter> chain(CoreEntry thread, SeccompEntry image) throws ImageException {
        List<SeccompFilter> chain = new ArrayList<>();
        if (thread.getThreadCore().getSeccompMode() != SeccompMode.FILTER) {
            return chain;
        }
        Set<Integer> seen = new HashSet<>();
        int next = thread.getThreadCore().getSeccompFilter();
        while (next != NONE) {
            boolean there = next >= 0 && next < image.getSeccompFiltersCount() && seen.add(next);
            SeccompFilter filter = there ? image.getSeccompFilters(next) : SeccompFilter.getDefaultInstance();
            int bytes = filter.getFilter().size();
            int instructions = bytes / Seccomp.SIZEOF_SOCK_FILTER;
            if (bytes == 0 || bytes % Seccomp.SIZEOF_SOCK_FILTER != 0 || instructions > MOST_INSTRUCTIONS) {
                throw new ImageException("seccomp.img has no plausible filter " + next + "; dump the program again.");
            }
            chain.add(filter);
            next = filter.hasPrev() ? filter.getPrev() : NONE;
        }
        Collections.reverse(chain);
        return chain;
    }

    /** The filters that all of the threads have at the bottom: installed before there are threads they are the same to the kernel. */
    public static List<SeccompFilter> common(Collection<CoreEntry> threads, SeccompEntry image) throws ImageException {
        List<SeccompFilter> common = null;
        for (CoreEntry thread : threads) {
            List<SeccompFilter> chain = chain(thread, image);
            common = common == null ? chain : prefix(common, chain);
        }
        return common == null ? List.of() : common;
    }

    private static List<SeccompFilter> prefix(List<SeccompFilter> a, List<SeccompFilter> b) {
        int length = 0;
        while (length < Math.min(a.size(), b.size()) && a.get(length).equals(b.get(length))) {
            length++;
        }
        return a.subList(0, length);
    }

    /** Image to kernel, by the thread itself while its filters are suspended. */
    public static void install(Batch batch, List<SeccompFilter> filters) throws IOException {
        for (SeccompFilter filter : filters) {
            byte[] program = filter.getFilter().toByteArray();
            if (!batch.hasRoom(2, program.length + Seccomp.SIZEOF_SOCK_FPROG)) {
                batch.runAndClear();
            }
            ByteBuffer header = ByteBuffer.allocate(Seccomp.SIZEOF_SOCK_FPROG).order(ByteOrder.LITTLE_ENDIAN);
            header.putShort(0, (short) (program.length / Seccomp.SIZEOF_SOCK_FILTER))
                    .putLong(Seccomp.FPROG_FILTER, batch.data(program));
            batch.add(
                    "seccomp(SET_MODE_FILTER)",
                    Nr.SECCOMP,
                    Seccomp.SET_MODE_FILTER,
                    filter.getFlags() & Seccomp.FLAG_LOG,
                    batch.data(header.array()));
        }
    }

    /** The last call of a thread that may only read, write and exit. */
    public static void installStrict(Batch batch, CoreEntry thread) {
        if (thread.getThreadCore().getSeccompMode() == SeccompMode.STRICT) {
            batch.add("seccomp(SET_MODE_STRICT)", Nr.SECCOMP, Seccomp.SET_MODE_STRICT, 0, 0);
        }
    }
}
