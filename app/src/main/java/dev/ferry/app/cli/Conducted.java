package dev.ferry.app.cli;

import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.engine.migrate.Duplex;
import dev.ferry.engine.procfs.OuterProc;
import java.io.IOException;
import java.util.function.Function;

/** Work that another process conducts: standard input and output belong to what is sent, standard error to events. */
final class Conducted {
    private Conducted() {}

    /** The work; the event that it returns is the last one. */
    @FunctionalInterface
    interface Work {
        MoveEvent run(Duplex channel, EventWriter events) throws Exception;
    }

    /** Does it; the result is an exit code. */
    static int run(Work work) throws IOException {
        return run(false, work, SendEnd::of);
    }

    /**
     * The same.
     *
     * @param pausable whether SIGTSTP pauses it, once the copying has begun
     * @param failed how it ends if the work has failed
     */
    static int run(boolean pausable, Work work, Function<Exception, MoveEvent> failed) throws IOException {
        Duplex channel = ProtocolStreams.open();
        try (EventWriter events = new EventWriter(ProtocolStreams.errors())) {
            int self = (int) ProcessHandle.current().pid();
            events.say(new MoveEvent.Began(OuterProc.current().outer(self), pausable));
            try {
                events.say(work.run(channel, events));
                return ExitCode.DONE;
            } catch (Exception e) {
                events.say(failed.apply(e));
                return FailureMessage.exitCode(e);
            }
        }
    }
}
