package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.util.List;

/** The destination's answer: every reason why a tree can not come here, and what it has to bring along. */
public final class DestinationCheck {

    private DestinationCheck() {}

    /**
     * Answers for this host. Nothing is changed here.
     *
     * @param facts from another engine, so nothing in them is believed
     * @param here of {@link ThisHost#facts}
     * @throws BadFactsException if the facts can not be true
     */
    public static Preflight answer(TreeFacts facts, HostFacts here, Policy policy) throws IOException {
        FactsBounds.require(facts);
        Findings findings = new Findings();
        HostCheck.compare(facts.getHost(), here, findings);
        PrivilegeCheck.look(facts, findings);
        IdCheck.look(facts, findings);
        PortCheck.compare(facts.getPortsList(), Listener.all(), findings);
        boolean sameMachine = facts.getHost().getBootId().equals(here.getBootId());
        FileCheck files = new FileCheck(policy.existingFiles(), sameMachine, findings);
        facts.getFilesList().forEach(files::add);
        RoomCheck.look(facts, List.copyOf(files.carried()), findings);
        return new Preflight(findings.bySeverity(), files.carry(), files.useTheirs());
    }
}
