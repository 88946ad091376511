package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.wire.proto.SegmentFacts;
import dev.ferry.linux.ipc.SharedSegment;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SegmentCheckKernelTest {
    private static final int KEY = 0x66657273;

    private final Findings findings = new Findings();
    private SharedSegment here;

    @BeforeEach
    void makeOne() throws IOException {
        here = SharedSegment.create(KEY, 4096, 0600);
    }

    @AfterEach
    void removeIt() throws IOException {
        here.remove();
    }

    @Test
    void nothingIsInTheWayOfAnotherNumberAndKey() throws IOException {
        assertThat(codes(here.id() + 7000, KEY + 1, 4096)).isEmpty();
    }

    @Test
    void findsTheNumberTaken() throws IOException {
        assertThat(codes(here.id(), KEY, 4096)).containsExactly("sysv-shm-taken");
        assertThat(findings.sorted().get(0).sentence()).contains("memory " + here.id(), "ipcrm -m " + here.id());
    }

    @Test
    void findsThePlaceOfTheNumberTaken() throws IOException {
        assertThat(codes(here.id() + (1 << 24), 0, 4096)).containsExactly("sysv-shm-taken");
    }

    @Test
    void findsTheKeyTaken() throws IOException {
        assertThat(codes(here.id() + 7000, KEY, 4096)).containsExactly("sysv-key-taken");
    }

    @Test
    void findsItTooLarge() throws IOException {
        assertThat(codes(here.id() + 7000, 0, -1)).containsExactly("sysv-shm-limit");
    }

    private List<String> codes(int id, int key, long bytes) throws IOException {
        SegmentFacts segment =
                SegmentFacts.newBuilder().setId(id).setKey(key).setBytes(bytes).build();
        SegmentCheck.look(List.of(segment), findings);
        return findings.sorted().stream().map(Finding::code).toList();
    }
}
