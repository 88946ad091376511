package dev.ferry.engine.check;

import dev.ferry.engine.systemd.SessionScope;
import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.PortFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.process.Affinity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The destination's answer: every reason why a tree can not come here, and what it has to bring along. */
public final class DestinationCheck {
    private final TreeFacts facts;
    private final boolean sameMachine;
    private final Receiver receiver = Receiver.ofThisProcess();
    private final Mounts mounts = Mounts.ofThisProcess();
    private final Findings findings = new Findings();

    private DestinationCheck(TreeFacts facts, boolean sameMachine) throws IOException {
        this.facts = facts;
        this.sameMachine = sameMachine;
    }

    /**
     * Answers for this host. Nothing is changed here.
     *
     * @param facts from another engine, so nothing in them is believed
     * @param here of {@link ThisHost#facts}
     * @throws BadFactsException if the facts can not be true
     */
    public static Preflight answer(TreeFacts facts, HostFacts here, Policy policy) throws IOException {
        FactsBounds.require(facts);
        boolean sameMachine = facts.getHost().getBootId().equals(here.getBootId());
        DestinationCheck check = new DestinationCheck(facts, sameMachine);
        check.host(here);
        check.room();
        check.names();
        return check.files(policy);
    }

    private void host(HostFacts here) throws IOException {
        HostCheck.compare(facts.getHost(), here, findings);
        KernelCheck.look(facts.getHost(), here, findings);
        ClockCheck.look(facts, sameMachine, receiver, findings);
    }

    private void room() throws IOException {
        IdCheck.look(facts, findings);
        TaskRoomCheck.look(facts, mounts, findings);
        LimitCheck.look(facts, receiver, findings);
        MemoryCheck.look(facts, mounts, findings);
        HugePageCheck.look(facts.getHugePagesList(), HugePageCheck.POOLS, findings);
        AffinityCheck.look(facts, Affinity.ofCaller(), findings);
        LoginCheck.look(SessionScope.ofThisProcess(), findings);
    }

    private void names() throws IOException {
        SocketHolders holders = new SocketHolders();
        if (facts.getPortsCount() > 0) {
            PortCheck.compare(facts.getPortsList(), LocalSocket.all(), holders, findings);
        }
        TakenAddressCheck.look(facts.getAddressesList(), receiver, findings);
        AddressCheck.look(withoutComing(facts.getPortsList()), findings);
        AddressCheck.look(withoutComing(facts.getConnectionsList()), findings);
        SegmentCheck.look(facts.getSegmentsList(), findings);
        SemaphoreCheck.look(facts.getSemaphoresList(), findings);
        QueueCheck.look(facts.getQueuesList(), receiver, findings);
        UnixNameCheck.look(facts.getUnixNamesList(), directories(), holders, findings);
        TerminalNumberCheck.look(facts.getTerminalsList(), findings);
    }

    /** Addresses that come along are looked at by themselves. */
    private List<PortFacts> withoutComing(List<PortFacts> names) {
        return names.stream()
                .filter(name ->
                        facts.getAddressesList().stream().noneMatch(coming -> TakenAddressCheck.isOf(name, coming)))
                .toList();
    }

    /** Those that the tree uses, which are made here if they are missing. */
    private Set<String> directories() {
        return facts.getFilesList().stream()
                .filter(file -> (file.getMode() & Stat.S_IFMT) == Stat.S_IFDIR && !file.getDeleted())
                .map(FileFacts::getPath)
                .collect(Collectors.toSet());
    }

    private Preflight files(Policy policy) throws IOException {
        FileCheck files = new FileCheck(policy.existingFiles(), sameMachine, receiver.remedy(), findings);
        facts.getFilesList().forEach(files::add);
        List<FileFacts> placed = files.placed();
        Places places = new Places(mounts);
        DiskCheck.look(placed, places, findings);
        MountCheck.look(facts.getFilesList(), placed, places, findings);
        PrivilegeCheck.look(facts, placed, receiver, findings);
        UserCheck.look(
                facts,
                placed,
                receiver,
                KernelText.lines(Path.of("/etc/passwd")),
                KernelText.lines(Path.of("/etc/group")),
                findings);
        return new Preflight(findings.sorted(), files.carry(), files.useTheirs());
    }
}
