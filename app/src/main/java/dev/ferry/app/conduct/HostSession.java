package dev.ferry.app.conduct;

import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.seal.Seal;
import dev.ferry.engine.seal.Unsealing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/**
 * A host on which ferry can be started. Safe for several threads. Listeners are called on threads of the session, never on the
 * caller's; futures end there too, in failure with an {@link IOException} of one sentence.
 */
public interface HostSession extends Closeable {
    /** What is known since the session was opened; other after {@link #becomeRoot}. Answers at once. */
    HostProfile profile();

    /** False once the connection is lost or closed; {@link Hosts#open} opens another session. */
    boolean isOpen();

    /**
     * Starts ferry there as root from now on, in the way that the profile names. Blocks; PKEXEC asks a person.
     *
     * @throws IOException if the host has no such way or the person refused; the session goes on as before
     */
    void becomeRoot() throws IOException;

    /** Load and all processes, once a second until the watch is closed. */
    Watch watch(WatchListener listener);

    /** The load only, which costs the host next to nothing; the samples have no processes. */
    Watch watchLoad(WatchListener listener);

    /** Threads, memory areas, open files and sockets of one process. */
    CompletableFuture<ProcessDetails> details(int pid);

    /** Finds out whether the tree with this root can be moved, however large it is; the samples say it when it is known. */
    void lookAt(int pid);

    /** A first answer from what is known already, within milliseconds: good enough while a pointer hovers. */
    Estimate estimate(ProcessFacts root, HostSession to);

    /** Everything that both hosts have to say about a move; nothing is touched. The worst first. */
    CompletableFuture<List<Finding>> check(int pid, HostSession to, MoveOptions options);

    /** Begins to move the tree with this root; returns at once. */
    Move move(int pid, HostSession to, MoveOptions options, MoveListener listener);

    /** Asks both hosts what became of a move that is in doubt, or decides it; ends as that move ends. */
    CompletableFuture<MoveEnd> resolve(String migrationId, HostSession to, Decision decision);

    /**
     * Begins to write a checkpoint of the tree with this root to a new file of this machine; returns at once. The program stands still
     * meanwhile, and ends only when the file is complete and on the disk, if it is to end.
     *
     * @param seal who can read the file; without one it is not encrypted
     * @param leaveRunning whether it goes on afterwards
     * @param bytes hears how many have come; on a thread of the job
     */
    CheckpointJob save(int pid, Path file, Optional<Seal> seal, boolean leaveRunning, LongConsumer bytes);

    /** The same for a file that is not encrypted. */
    default CheckpointJob save(int pid, Path file, boolean leaveRunning, LongConsumer bytes) {
        return save(pid, file, Optional.empty(), leaveRunning, bytes);
    }

    /**
     * Begins to restore a checkpoint of this machine there; returns at once.
     *
     * @param checkpoint a file, or a directory of images
     * @param unsealing opens it if it is encrypted; only what is in it goes over
     * @param existingFiles what happens to different files of the same name
     * @param bytes hears how many have been sent; on a thread of the job
     */
    CheckpointJob restore(Path checkpoint, Unsealing unsealing, ExistingFilePolicy existingFiles, LongConsumer bytes);

    /** The same for one that is not encrypted. */
    default CheckpointJob restore(Path checkpoint, ExistingFilePolicy existingFiles, LongConsumer bytes) {
        return restore(checkpoint, Unsealing.none(), existingFiles, bytes);
    }

    /** Ends the connection and every watch. A move that is under way is cut off, which its transaction handles. */
    @Override
    void close();
}
