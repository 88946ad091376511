package dev.ferry.app.conduct;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.ferry.app.conduct.ProcessFacts.Movable;
import java.io.IOException;
import java.time.Instant;

/**
 * A process as it goes over the line; see {@link ProcessFacts}.
 *
 * @param startedMillis since 1970
 * @param flags 1 kernel thread, 2 movable, 4 not movable
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record ProcessLine(
        int pid,
        int parent,
        int tree,
        String name,
        String user,
        String command,
        char state,
        int threads,
        long memoryBytes,
        double cpuShare,
        long startTicks,
        long startedMillis,
        int flags,
        String reason) {
    /** More of a command is not sent. */
    public static final int COMMAND_LENGTH = 512;

    private static final int NAME_LENGTH = 64;
    private static final int KERNEL = 1;
    private static final int MOVABLE = 2;
    private static final int NOT_MOVABLE = 4;

    static int flags(boolean kernelThread, Movable movable) {
        int word = switch (movable) {
            case YES -> MOVABLE;
            case NO -> NOT_MOVABLE;
            case UNKNOWN -> 0;
        };
        return word | (kernelThread ? KERNEL : 0);
    }

    static Movable movable(int flags) {
        if ((flags & MOVABLE) != 0) {
            return Movable.YES;
        }
        return (flags & NOT_MOVABLE) != 0 ? Movable.NO : Movable.UNKNOWN;
    }

    /** For the line. */
    public static ProcessLine of(ProcessFacts facts) {
        return new ProcessLine(
                facts.pid(),
                facts.parent(),
                facts.tree(),
                facts.name(),
                facts.user(),
                facts.command(),
                facts.state(),
                facts.threads(),
                facts.memoryBytes(),
                facts.cpuShare(),
                facts.startTicks(),
                facts.started().toEpochMilli(),
                flags(facts.kernelThread(), facts.movable()),
                facts.reason());
    }

    /**
     * Off the line.
     *
     * @throws IOException if it can not be a process
     */
    public ProcessFacts facts() throws IOException {
        if (pid <= 0 || parent < 0 || tree < 0 || threads < 0 || memoryBytes < 0 || !(cpuShare >= 0)) {
            throw new IOException("a process has impossible figures");
        }
        return new ProcessFacts(
                pid,
                parent,
                tree,
                PlainText.of(name, NAME_LENGTH),
                PlainText.of(user, NAME_LENGTH),
                PlainText.of(command, COMMAND_LENGTH),
                Character.isLetter(state) ? state : '?',
                threads,
                memoryBytes,
                cpuShare,
                startTicks,
                Instant.ofEpochMilli(startedMillis),
                (flags & KERNEL) != 0,
                movable(flags),
                PlainText.of(reason, COMMAND_LENGTH));
    }
}
