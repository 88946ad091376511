package dev.ferry.engine.resource;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All open files of a tree, for kinds whose files come in pairs. */
public interface TreeFiles {
    /** Every open file of the tree, mapped ones included. */
    Collection<OpenFile> files();

    /** The pids of the tree. */
    Set<Integer> pids();

    /** The open files with this link, for example both ends of {@code pipe:[4711]}. */
    default List<OpenFile> withLink(String link) {
        return files().stream().filter(file -> file.link().equals(link)).toList();
    }

    /**
     * What waits in a unix socket; the files that travel with it are among {@link #files}. Of a tree that runs, no more than the first
     * message, and nothing if nobody has looked.
     */
    List<QueuedMessage> queued(OpenFile socket);

    /** Whether files may be missing because they wait in queues of a tree that runs; what they decide is decided when it stands still. */
    boolean mayHaveUnseen();

    /** The TCP connections among them. */
    TcpPairs tcpPairs() throws IOException;

    /** What becomes of those with somebody else. */
    TcpPolicy tcpPolicy();

    /**
     * Somebody outside the tree who holds an open file with this link ({@code fd 3 of process 99 (sshd)}), if there is one
     * that we may see. Looks through all of /proc the first time: ask only when it matters.
     */
    Optional<String> outsideHolder(String link) throws IOException;
}
