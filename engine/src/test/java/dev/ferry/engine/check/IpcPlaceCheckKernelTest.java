package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.wire.proto.QueueFacts;
import dev.ferry.engine.wire.proto.SemaphoreFacts;
import dev.ferry.linux.ipc.MessageQueue;
import dev.ferry.linux.ipc.SemaphoreSet;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IpcPlaceCheckKernelTest {
    private static final int KEY = 0x66657276;

    private final Findings findings = new Findings();
    private SemaphoreSet set;
    private MessageQueue queue;

    @BeforeEach
    void makeThem() throws IOException {
        set = SemaphoreSet.create(KEY, 1, 0600);
        queue = MessageQueue.create(KEY, 0600);
    }

    @AfterEach
    void removeThem() throws IOException {
        set.remove();
        queue.remove();
    }

    @Test
    void nothingIsInTheWayOfOtherNumbersAndKeys() throws IOException {
        semaphores(set.id() + 7000, KEY + 1, 3);
        queue(queue.id() + 7000, KEY + 1, 100);
        assertThat(codes()).isEmpty();
    }

    @Test
    void findsNumbersTaken() throws IOException {
        semaphores(set.id(), 0, 1);
        queue(queue.id() + (1 << 24), 0, 100);
        assertThat(codes()).containsExactly("sysv-msg-taken", "sysv-sem-taken");
        assertThat(findings.sorted().get(1).sentence()).contains("semaphores " + set.id(), "ipcrm -s " + set.id());
    }

    @Test
    void findsKeysTaken() throws IOException {
        semaphores(set.id() + 7000, KEY, 1);
        queue(queue.id() + 7000, KEY, 100);
        assertThat(codes()).containsExactly("sysv-msg-key-taken", "sysv-sem-key-taken");
    }

    @Test
    void findsMoreThanTheKernelAllows() throws IOException {
        semaphores(set.id() + 7000, 0, Integer.MAX_VALUE);
        assertThat(codes()).containsOnly("sysv-sem-limit");
    }

    private void semaphores(int id, int key, int count) throws IOException {
        SemaphoreFacts facts = SemaphoreFacts.newBuilder()
                .setId(id)
                .setKey(key)
                .setCount(count)
                .build();
        SemaphoreCheck.look(List.of(facts), findings);
    }

    private void queue(int id, int key, int limit) throws IOException {
        QueueFacts facts = QueueFacts.newBuilder()
                .setId(id)
                .setKey(key)
                .setLimitBytes(limit)
                .build();
        QueueCheck.look(List.of(facts), Receiver.ofThisProcess(), findings);
    }

    private List<String> codes() {
        return findings.sorted().stream().map(Finding::code).toList();
    }
}
