package dev.ferry.engine.show;

import java.util.List;

/**
 * An open file. Several descriptors, also of several processes, may share it.
 *
 * @param id its number in the checkpoint
 * @param kind such as {@code file}, {@code directory}, {@code pipe}, {@code tcp} or {@code eventfd}
 * @param name its path, or what else tells it apart
 * @param detail what is special about it, in a few words
 * @param access {@code r}, {@code w}, {@code rw} or {@code path}
 * @param flags other than the access mode, as open(2) calls them
 * @param position bytes from the start of the file
 * @param pipe the number of its pipe, if it is an end of one
 * @param socket null if it is none
 * @param holders the descriptors that refer to it; none if it is only mapped, or a directory or program of a process
 */
public record SavedFile(
        int id,
        String kind,
        String name,
        String detail,
        String access,
        List<String> flags,
        long position,
        int pipe,
        SavedSocket socket,
        List<Holder> holders) {

    /** Copies. */
    public SavedFile {
        flags = List.copyOf(flags);
        holders = List.copyOf(holders);
    }

    /** A descriptor of a process. */
    public record Holder(int pid, int fd) {
        @Override
        public String toString() {
            return pid + ":" + fd;
        }
    }

    /**
     * What a socket has besides.
     *
     * @param type {@code stream}, {@code dgram}, {@code seqpacket} or {@code raw}
     * @param state as ss(8) calls it
     * @param local its address
     * @param remote the address of the other end; {@code file N} for one end of a unix pair
     * @param receiveBytes what waits to be read
     * @param sendBytes what waits to be sent
     * @param messages how many messages wait to be read; 0 for TCP
     */
    public record SavedSocket(
            String type, String state, String local, String remote, long receiveBytes, long sendBytes, int messages) {}

    SavedFile with(List<Holder> found) {
        return new SavedFile(id, kind, name, detail, access, flags, position, pipe, socket, found);
    }

    /** Whether it can be read. */
    public boolean isRead() {
        return access.startsWith("r");
    }

    /** Whether it can be written. */
    public boolean isWritten() {
        return access.endsWith("w");
    }
}
