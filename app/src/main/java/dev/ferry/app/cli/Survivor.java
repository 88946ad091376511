package dev.ferry.app.cli;

import dev.ferry.engine.migrate.CancelledException;
import dev.ferry.engine.migrate.MigrationException;
import dev.ferry.engine.procfs.Stat;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine;

/** The root of a tree that was to be moved: whether it goes on here is looked up and not believed. */
final class Survivor {
    private final int pid;
    private final Optional<Stat> before;

    private Survivor(int pid, Optional<Stat> before) {
        this.pid = pid;
        this.before = before;
    }

    /** As it is now, before anything is done with it. */
    static Survivor of(int pid) {
        return new Survivor(pid, look(pid));
    }

    private static Optional<Stat> look(int pid) {
        try {
            return Optional.of(Stat.read(pid)).filter(now -> "XZ".indexOf(now.state()) < 0);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Whether it goes on here; one that was stopped before may be stopped still. */
    boolean runsOn() {
        return before.isPresent() && look(pid).filter(this::isAsBefore).isPresent();
    }

    private boolean isAsBefore(Stat now) {
        Stat then = before.orElseThrow();
        boolean stopped = "Tt".indexOf(now.state()) >= 0 && "Tt".indexOf(then.state()) < 0;
        return now.starttime() == then.starttime() && !stopped;
    }

    /** The same failure, which says first of all that the program goes on, if it does. Refusals and doubts say it themselves. */
    Exception told(Exception failure) {
        boolean saysIt = failure instanceof CancelledException || failure instanceof CommandLine.ParameterException;
        boolean failed = FailureMessage.exitCode(failure) == ExitCode.FAILED && !saysIt;
        return failed && runsOn() ? new NotMoved(sentence(failure), failure) : failure;
    }

    private String sentence(Exception failure) {
        return "Process " + pid + " (" + Printable.of(before.orElseThrow().comm())
                + ") was not moved and runs on here: " + FailureMessage.sentence(failure);
    }

    /** A failure after which the program runs on. */
    private static final class NotMoved extends MigrationException {
        private static final long serialVersionUID = 1;

        NotMoved(String sentence, Exception cause) {
            super(sentence, cause);
        }
    }
}
