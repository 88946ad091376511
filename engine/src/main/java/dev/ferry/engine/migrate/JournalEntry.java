package dev.ferry.engine.migrate;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a host remembers of one migration. Fields that an older Ferry did not write are empty.
 *
 * @param id of the migration, a UUID
 * @param source whether this host is its source
 * @param state how far it came
 * @param processes of the tree on this host, the root first
 * @param resting those of them that were in group-stop before we came, and so must not be woken
 * @param peer the other host's name
 * @param peerJournal which journal of the other host knows of it; of a source
 * @param route how the other host is reached; of a source
 * @param bootId of this host when this was written
 * @param watchdog that lets the tree run if the engine dies before the commit; of a source
 * @param addresses that this host has given away for the tree, as {@code AddressText} writes them; of a source
 * @param at when this was written
 */
public record JournalEntry(
        String id,
        boolean source,
        JournalState state,
        List<ProcessKey> processes,
        List<Integer> resting,
        String peer,
        String peerJournal,
        Route route,
        String bootId,
        Optional<ProcessKey> watchdog,
        List<String> addresses,
        Instant at) {
    public JournalEntry {
        id = UUID.fromString(id).toString();
        processes = List.copyOf(processes);
        resting = List.copyOf(resting);
        addresses = List.copyOf(addresses);
        peer = peer.replaceAll("\\p{Cntrl}", "?");
        peerJournal = peerJournal.replaceAll("[^0-9a-f-]", "");
    }

    /** One that knows no more than the pids, as an older Ferry wrote it. */
    public JournalEntry(String id, boolean source, JournalState state, List<Integer> pids, String peer, Instant at) {
        this(id, source, state, unknown(pids), List.of(), peer, "", Route.NONE, "", Optional.empty(), List.of(), at);
    }

    private static List<ProcessKey> unknown(List<Integer> pids) {
        return pids.stream().map(pid -> new ProcessKey(pid, ProcessKey.UNKNOWN)).toList();
    }

    /** A new one of this boot, now. */
    static JournalEntry first(String id, boolean source, JournalState state, String peer) {
        return new JournalEntry(
                id,
                source,
                state,
                List.of(),
                List.of(),
                peer,
                "",
                Route.NONE,
                Boot.id(),
                Optional.empty(),
                List.of(),
                Instant.now());
    }

    JournalEntry with(JournalState next) {
        return new JournalEntry(
                id,
                source,
                next,
                processes,
                resting,
                peer,
                peerJournal,
                route,
                bootId,
                watchdog,
                addresses,
                Instant.now());
    }

    JournalEntry withProcesses(List<ProcessKey> tree, List<Integer> atRest) {
        return new JournalEntry(
                id, source, state, tree, atRest, peer, peerJournal, route, bootId, watchdog, addresses, Instant.now());
    }

    JournalEntry withPeer(String journal, Route way) {
        return new JournalEntry(
                id, source, state, processes, resting, peer, journal, way, bootId, watchdog, addresses, Instant.now());
    }

    JournalEntry withWatchdog(Optional<ProcessKey> dog) {
        return new JournalEntry(
                id, source, state, processes, resting, peer, peerJournal, route, bootId, dog, addresses, Instant.now());
    }

    JournalEntry withAddresses(List<String> given) {
        return new JournalEntry(
                id,
                source,
                state,
                processes,
                resting,
                peer,
                peerJournal,
                route,
                bootId,
                watchdog,
                given,
                Instant.now());
    }

    /** The pids of the tree on this host, the root first. */
    public List<Integer> pids() {
        return processes.stream().map(ProcessKey::pid).toList();
    }

    /** Whether the host has not been booted since, as far as is known. */
    public boolean isOfThisBoot() {
        return bootId.isEmpty() || bootId.equals(Boot.id());
    }

    /** The name of its file. Both hosts may be one machine. */
    String fileName() {
        return id + (source ? ".source" : ".destination");
    }

    String text() {
        return JournalText.of(this);
    }

    /** Understands what {@link #text} wrote, also that of an older Ferry. */
    static JournalEntry parse(String text) throws IOException {
        return JournalText.parse(text);
    }
}
