package dev.ferry.engine.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmapsTest {
    private static final String HEADER = "1000-2000 rw-p 00000000 fe:00 9    /tmp/Size: 4 kB\n";
    private static final String COUNTERS = "Size:                  4 kB\nTHPeligible:           0\n";

    @Test
    void readsACapturedProcess() throws IOException {
        List<Mapping> mappings = Smaps.parse(Captured.text("smaps"));
        assertThat(mappings).hasSize(38).allMatch(m -> m.unknownFlags().isEmpty());
        assertThat(mappings).allMatch(m -> m.read() == m.has(VmFlag.READ));
        assertThat(mappings).filteredOn(Mapping::isStack).allMatch(m -> m.has(VmFlag.GROWSDOWN));
        assertThat(mappings).filteredOn(Mapping::isVdso).allMatch(m -> m.has(VmFlag.DONTEXPAND));
    }

    @Test
    void keepsFlagsThatItDoesNotKnow() throws IOException {
        Mapping mapping =
                Smaps.parse(HEADER + COUNTERS + "VmFlags: rd zz wr q7 \n").get(0);
        assertThat(mapping.flags()).containsExactlyInAnyOrder(VmFlag.READ, VmFlag.WRITE);
        assertThat(mapping.unknownFlags()).containsExactlyInAnyOrder("zz", "q7");
        assertThat(mapping.path()).isEqualTo("/tmp/Size: 4 kB");
    }

    @Test
    void acceptsAMappingWithoutAnyFlag() throws IOException {
        assertThat(Smaps.parse(HEADER + COUNTERS + "VmFlags: \n").get(0).flags())
                .isEmpty();
    }

    @Test
    void refusesAMappingWithoutVmFlags() {
        String flagged = HEADER + COUNTERS + "VmFlags: rd \n";
        assertThatThrownBy(() -> Smaps.parse(flagged + HEADER + COUNTERS))
                .isInstanceOf(ProcfsException.class)
                .hasMessageContaining("smaps, line 5")
                .hasMessageContaining("has no VmFlags");
        assertThatThrownBy(() -> Smaps.parse(HEADER + COUNTERS + flagged)).hasMessageContaining("line 1");
    }

    @Test
    void refusesVmFlagsWithoutAMapping() {
        assertThatThrownBy(() -> Smaps.parse("VmFlags: rd \n")).hasMessageContaining("VmFlags without a mapping");
    }
}
