package dev.ferry.app.processes;

import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.ProcessDetails;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.screen.Observed;
import dev.ferry.app.screen.Reply;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What one process consists of, asked once. */
public final class DetailsViewModel {
    private final ProcessFacts process;
    private final HostSession host;
    private final Executor ui;
    private final Observed<Optional<ProcessDetails>> details = new Observed<>(Optional.empty());
    private final Observed<String> problem = new Observed<>("");

    /** Of a process on this host. */
    public DetailsViewModel(ProcessFacts process, HostSession host, Executor ui) {
        this.process = process;
        this.host = host;
        this.ui = ui;
    }

    /** Asks, or asks again. */
    public void ask() {
        Reply.to(
                ui,
                host.details(process.pid()),
                answer -> {
                    details.set(Optional.of(answer));
                    problem.set("");
                },
                problem::set);
    }

    /** Which process. */
    public ProcessFacts process() {
        return process;
    }

    /** The answer, once it is there. */
    public Observed<Optional<ProcessDetails>> details() {
        return details;
    }

    /** Why there is none; empty if nothing went wrong. */
    public Observed<String> problem() {
        return problem;
    }
}
