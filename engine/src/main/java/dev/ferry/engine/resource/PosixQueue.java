package dev.ferry.engine.resource;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Read;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A POSIX message queue, mq_overview(7), an open file of the file system mqueue. It is refused: the image format has no place for one, and
 * its messages can only be read by receiving them. Read as a file it says how full it is, which makes the refusal precise.
 */
final class PosixQueue {
    private static final int O_RDONLY = 0;
    /** {@code FILENT_SIZE} of ipc/mqueue.c. */
    private static final int TEXT_BYTES = 80;

    private PosixQueue() {}

    /** Why it can not be carried. */
    static String refusal(OpenFile file, TreeFiles tree) throws IOException {
        String name = "The " + file.describe() + " is a POSIX message queue";
        String content = bytes(file).map(PosixQueue::waiting).orElse("");
        String sharing = tree.outsideHolder(file.link())
                .map(holder -> " and is shared with " + holder)
                .orElse("");
        return name + content + sharing + ", which this version of Ferry can not carry; "
                + "move the program when it has closed it (mq_close), or let it use a socket or a pipe.";
    }

    private static String waiting(long bytes) {
        return bytes == 0 ? " without messages" : " in which messages of " + bytes + " bytes wait";
    }

    /** How many bytes of messages wait; empty if the kernel does not let us look. */
    private static Optional<Long> bytes(OpenFile file) throws IOException {
        ByteBuffer text = ByteBuffer.allocateDirect(TEXT_BYTES);
        try (Fd readable = Open.path("/proc/self/fd/" + file.copy().number(), O_RDONLY)) {
            Read.at(readable, text, 0);
        } catch (ErrnoException forbidden) {
            return Optional.empty();
        }
        return size(StandardCharsets.US_ASCII.decode(text.flip()).toString());
    }

    /** {@code QSIZE:129        NOTIFY:0     SIGNO:0     NOTIFY_PID:0}. */
    static Optional<Long> size(String text) {
        String first = text.strip().split("\\s+", 2)[0];
        return first.matches("QSIZE:[0-9]{1,18}")
                ? Optional.of(Long.parseLong(first.substring("QSIZE:".length())))
                : Optional.empty();
    }
}
