package dev.ferry.engine.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.proto.FsEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.linux.inject.Trampoline;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScratchSiteTest {
    private static final long LOWEST = 0x1_0000_0000L;
    private static final long GAP = 1 << 20;

    @Test
    void isTheLowestPlaceOfAnEmptyProgram() throws Exception {
        assertThat(ScratchSite.outside(List.of()).trampoline()).isEqualTo(LOWEST);
    }

    @Test
    void keepsClearOfEveryMappingOfEveryTask() throws Exception {
        TaskPlan one = task(LOWEST, LOWEST + 0x1000, 0x5000_0000_0000L, 0x5000_0001_0000L);
        TaskPlan other = task(LOWEST + 0x40_0000, LOWEST + 0x80_0000);
        ScratchSite site = ScratchSite.outside(Stream.of(one, other)
                .flatMap(task -> ScratchSite.memoryOf(task).stream())
                .toList());
        long end = site.parking() + (1 << 20);
        for (TaskPlan task : List.of(one, other)) {
            for (VmaEntry vma : task.mm().getVmasList()) {
                assertThat(vma.getEnd() + GAP <= site.trampoline() || vma.getStart() - GAP >= end)
                        .isTrue();
            }
        }
    }

    @Test
    void hasRoomForTheVdsoBehindTheTrampoline() throws Exception {
        ScratchSite site = ScratchSite.usual();
        assertThat(site.parking()).isEqualTo(site.trampoline() + Trampoline.SIZE);
    }

    @Test
    void refusesAProgramThatFillsItsAddressSpace() {
        assertThatThrownBy(() -> ScratchSite.outside(ScratchSite.memoryOf(task(0x10000, 0x7fff_ffff_f000L))))
                .isInstanceOf(RestoreException.class)
                .hasMessageContaining("no room");
    }

    /** A task with mappings from each first to each second bound. */
    private static TaskPlan task(long... bounds) {
        MmEntry.Builder mm = MmEntry.newBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            mm.addVmas(VmaEntry.newBuilder()
                    .setStart(bounds[i])
                    .setEnd(bounds[i + 1])
                    .buildPartial());
        }
        return new TaskPlan(
                7,
                0,
                7,
                7,
                Map.of(),
                Map.of(),
                mm.buildPartial(),
                FsEntry.getDefaultInstance(),
                List.of(),
                List.of(),
                0);
    }
}
