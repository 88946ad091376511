package dev.ferry.app.conduct;

import java.util.List;

/**
 * What a process consists of. Each list has at most 1,000 members; {@code complete} is false if something was left out, or might
 * not be read.
 */
public record ProcessDetails(
        int pid,
        List<ThreadFacts> threads,
        List<MemoryArea> memory,
        List<OpenFile> files,
        List<SocketFacts> sockets,
        boolean complete) {
    /** Copies the lists. */
    public ProcessDetails {
        threads = List.copyOf(threads);
        memory = List.copyOf(memory);
        files = List.copyOf(files);
        sockets = List.copyOf(sockets);
    }

    /** A thread by its id, name, and the kernel's letter for its state. */
    public record ThreadFacts(int tid, String name, char state) {}

    /**
     * A mapping.
     *
     * @param permissions such as {@code rw-p}
     * @param what the file, or a name such as {@code [heap]}; empty for anonymous memory
     */
    public record MemoryArea(long start, long end, String permissions, String what) {
        /** Its length. */
        public long bytes() {
            return end - start;
        }
    }

    /** An open descriptor and what the kernel calls it. */
    public record OpenFile(int fd, String target) {}

    /**
     * A socket.
     *
     * @param kind tcp, udp or unix
     * @param local its address; empty if it has none
     * @param remote whom it is connected to; empty if to nobody
     * @param state such as LISTEN or ESTABLISHED
     */
    public record SocketFacts(int fd, String kind, String local, String remote, String state) {}
}
