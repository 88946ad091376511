package dev.ferry.engine.migrate;

import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.Preflight;
import dev.ferry.engine.check.TakeOverCheck;
import dev.ferry.engine.wire.proto.CheckAnswer;
import dev.ferry.engine.wire.proto.CheckRequest;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Asks both hosts about a tree. */
final class SourceCheck {
    private SourceCheck() {}

    /** Both answers in one. A tree that can not leave may have no facts: then the destination is not asked. */
    static Preflight ask(SourceTree tree, Connection connection, MigrationOptions options, Set<String> features)
            throws IOException {
        List<Finding> findings = new ArrayList<>(tree.check());
        if (isBeyondDescription(findings)) {
            return new Preflight(findings, List.of(), List.of());
        }
        TreeFacts facts = tree.facts(options.host());
        findings.addAll(TakeOverCheck.look(facts, features.contains(Greeting.KEPT_CONNECTIONS)));
        connection.send(
                MessageType.CHECK_REQUEST,
                CheckRequest.newBuilder()
                        .setFacts(facts)
                        .setExistingFiles(Answers.toWire(options.policy()))
                        .build());
        Preflight theirs = Answers.fromWire(connection.expect(MessageType.CHECK_ANSWER, CheckAnswer.parser()));
        findings.addAll(theirs.findings());
        findings.sort(Comparator.comparing(Finding::severity));
        return new Preflight(findings, theirs.carry(), theirs.useTheirs());
    }

    private static boolean isBeyondDescription(List<Finding> findings) {
        List<String> hopeless = List.of("no-such-process", "init", "kernel-thread", "not-permitted", "yama");
        return findings.stream().map(Finding::code).anyMatch(hopeless::contains);
    }
}
