package dev.ferry.engine.migrate;

import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.Preflight;
import dev.ferry.engine.check.TakeOverCheck;
import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.wire.proto.CheckAnswer;
import dev.ferry.engine.wire.proto.CheckRequest;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What both hosts say about a tree.
 *
 * @param preflight both answers in one
 * @param clocksAhead how far the tree's clocks are ahead of those of the destination, at most; less by the time that its answer took; empty if it
 *     did not say what those say
 */
record SourceCheck(Preflight preflight, Optional<Clocks> clocksAhead) {

    /** Asks both. A tree that can not leave may have no facts: then the destination is not asked. */
    static SourceCheck ask(SourceTree tree, Connection connection, MigrationOptions options, Set<String> features)
            throws IOException {
        List<Finding> findings = new ArrayList<>(tree.check());
        if (isBeyondDescription(findings)) {
            return new SourceCheck(new Preflight(findings, List.of(), List.of()), Optional.empty());
        }
        TreeFacts facts = tree.facts(options.host());
        findings.addAll(TakeOverCheck.look(facts, features.contains(Greeting.KEPT_CONNECTIONS)));
        connection.send(
                MessageType.CHECK_REQUEST,
                CheckRequest.newBuilder()
                        .setFacts(facts)
                        .setExistingFiles(Answers.toWire(options.policy()))
                        .build());
        CheckAnswer answer = connection.expect(MessageType.CHECK_ANSWER, CheckAnswer.parser());
        Optional<Clocks> ahead = ahead(tree, answer);
        Preflight theirs = Answers.fromWire(answer);
        findings.addAll(theirs.findings());
        findings.sort(Comparator.comparing(Finding::severity));
        return new SourceCheck(new Preflight(findings, theirs.carry(), theirs.useTheirs()), ahead);
    }

    private static Optional<Clocks> ahead(SourceTree tree, CheckAnswer answer) throws IOException {
        if (!answer.hasClocks()) {
            return Optional.empty();
        }
        Clocks theirs = Clocks.of(answer.getClocks());
        if (!theirs.arePlausible()) {
            throw new ProtocolException("its clocks are impossible");
        }
        return Optional.of(tree.clocks().minus(theirs));
    }

    private static boolean isBeyondDescription(List<Finding> findings) {
        List<String> hopeless = List.of("no-such-process", "init", "kernel-thread", "not-permitted", "yama");
        return findings.stream().map(Finding::code).anyMatch(hopeless::contains);
    }
}
