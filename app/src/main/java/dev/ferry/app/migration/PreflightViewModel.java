package dev.ferry.app.migration;

import dev.ferry.app.conduct.MoveOptions;
import dev.ferry.app.screen.Observed;
import dev.ferry.app.screen.Reply;
import dev.ferry.app.screen.Texts;
import dev.ferry.engine.check.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** The question before a move: what both hosts have to say about each tree, and how it is to be moved. */
public final class PreflightViewModel {
    /** Where the question stands. */
    public sealed interface Answer {
        /** The hosts are being asked. */
        record Asking() implements Answer {}

        /** They could not be asked about one tree at least. */
        record Failed(String sentence) implements Answer {}

        /** What they said, the worst first, in the order of the trips. */
        record Answered(List<Checked> trees) implements Answer {
            public Answered {
                trees = List.copyOf(trees);
            }

            /** Whether something stands against it. */
            public boolean isBlocked() {
                return trees.stream().flatMap(tree -> tree.findings().stream()).anyMatch(Finding::isBlocker);
            }
        }
    }

    /** One tree and what was found. */
    public record Checked(Trip trip, List<Finding> findings) {
        public Checked {
            findings = List.copyOf(findings);
        }
    }

    private final List<Trip> trips;
    private final Executor ui;
    private final Observed<MoveOptions> options = new Observed<>(MoveOptions.USUAL);
    private final Observed<Answer> answer = new Observed<>(new Answer.Asking());
    private int question;

    /** About these, which have both ends in common. */
    public PreflightViewModel(List<Trip> trips, Executor ui) {
        this.trips = List.copyOf(trips);
        this.ui = ui;
    }

    /** Asks, or asks again. */
    public void ask() {
        question++;
        answer.set(new Answer.Asking());
        askAbout(0, new ArrayList<>(), question);
    }

    private void askAbout(int index, List<Checked> answered, int asked) {
        if (asked != question) return;
        if (index == trips.size()) {
            answer.set(new Answer.Answered(answered));
            return;
        }
        Trip trip = trips.get(index);
        Reply.to(
                ui,
                trip.from().check(trip.pid(), trip.to(), options.get()),
                findings -> {
                    answered.add(new Checked(trip, findings));
                    askAbout(index + 1, answered, asked);
                },
                sentence -> {
                    if (asked == question) answer.set(new Answer.Failed(sentence));
                });
    }

    /** Moves them in another way; the hosts are asked again, for their answer may depend on it. */
    public void choose(MoveOptions other) {
        if (!other.equals(options.get())) {
            options.set(other);
            ask();
        }
    }

    /** What the hosts have said so far, for whoever can help. */
    public String report() {
        if (answer.get() instanceof Answer.Failed failed) return failed.sentence();
        if (!(answer.get() instanceof Answer.Answered answered)) return "";
        StringBuilder report = new StringBuilder();
        for (Checked tree : answered.trees()) {
            Trip trip = tree.trip();
            report.append(Texts.text(
                            "preflight.report",
                            trip.program(),
                            trip.pid(),
                            trip.command(),
                            trip.fromName(),
                            trip.toName()))
                    .append('\n');
            for (Finding finding : tree.findings()) {
                report.append(Texts.text(
                                "preflight.report.finding", finding.severity(), finding.code(), finding.sentence()))
                        .append('\n');
            }
        }
        return report.toString();
    }

    /** Whether nothing stands against it. */
    public boolean canMove() {
        return answer.get() instanceof Answer.Answered answered && !answered.isBlocked();
    }

    /** What is to be moved. */
    public List<Trip> trips() {
        return trips;
    }

    /** How it is to be moved. */
    public Observed<MoveOptions> options() {
        return options;
    }

    /** What the hosts say. */
    public Observed<Answer> answer() {
        return answer;
    }
}
