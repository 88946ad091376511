package dev.ferry.engine.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Smaps;
import dev.ferry.linux.abi.Mman;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From the smaps of a real program, captured on Linux 6.18. */
class VmaImagesTest {
    private final SharedMemories shared = new SharedMemories(() -> 1);
    private final VmaImages images = new VmaImages(
            7,
            (link, flags) -> {
                throw new IOException("opens " + link);
            },
            shared);

    @Test
    void describesTheKernelsOwnMappings() throws IOException {
        List<VmaEntry> entries = entries("[vdso]", "[vsyscall]", "[vvar]");
        assertThat(entries).isNotEmpty();
        assertThat(entries)
                .extracting(entry -> entry.getStatus() & (VmaStatus.VDSO | VmaStatus.VVAR | VmaStatus.VSYSCALL))
                .doesNotContain(0)
                .contains(VmaStatus.VDSO, VmaStatus.VVAR);
    }

    @Test
    void describesTheHeapAndTheStack() throws IOException {
        VmaEntry heap = entries("[heap]").get(0);
        assertThat(heap.getStatus()).isEqualTo(VmaStatus.REGULAR | VmaStatus.ANON_PRIVATE | VmaStatus.HEAP);
        assertThat(heap.getProt()).isEqualTo(Mman.PROT_READ | Mman.PROT_WRITE);
        assertThat(heap.getFlags()).isEqualTo(Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS);
        VmaEntry stack = entries("[stack]").get(0);
        assertThat(stack.getFlags() & Mman.MAP_GROWSDOWN).isNotZero();
    }

    @Test
    void opensMappedFilesThroughTheKernelsLinks() throws IOException {
        Mapping file = captured().stream()
                .filter(mapping -> mapping.path().startsWith("/") && mapping.inode() != 0)
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> images.entries(List.of(file)))
                .hasMessage("opens /proc/7/map_files/" + Long.toHexString(file.start()) + "-"
                        + Long.toHexString(file.end()));
    }

    @Test
    void keepsEveryPlaceAndProtection() throws IOException {
        List<Mapping> anonymous =
                captured().stream().filter(Mapping::isAnonymous).toList();
        List<VmaEntry> entries = images.entries(anonymous);
        assertThat(entries).hasSameSizeAs(anonymous);
        for (int i = 0; i < entries.size(); i++) {
            Mapping mapping = anonymous.get(i);
            VmaEntry entry = entries.get(i);
            assertThat(entry.getStart()).isEqualTo(mapping.start());
            assertThat(entry.getEnd()).isEqualTo(mapping.end());
            assertThat((entry.getProt() & Mman.PROT_WRITE) != 0).isEqualTo(mapping.write());
            assertThat((entry.getProt() & Mman.PROT_READ) != 0).isEqualTo(mapping.read());
            assertThat((entry.getProt() & Mman.PROT_EXEC) != 0).isEqualTo(mapping.execute());
        }
    }

    @Test
    void refusesPrivateMappingsOfSystemVSharedMemory() throws IOException {
        List<Mapping> mappings = Smaps.parse(smaps().replaceFirst("(?m) /\\S+\\.so\\S*$", " /SYSV00000000"));
        assertThatThrownBy(() -> images.entries(mappings.stream()
                        .filter(mapping -> mapping.path().startsWith("/SYSV"))
                        .toList()))
                .hasMessageContaining("Process 7")
                .hasMessageContaining("/SYSV");
    }

    private List<VmaEntry> entries(String... prefixes) throws IOException {
        List<Mapping> chosen = captured().stream()
                .filter(mapping -> List.of(prefixes).stream().anyMatch(mapping.path()::startsWith))
                .toList();
        return images.entries(chosen);
    }

    private static List<Mapping> captured() throws IOException {
        return Smaps.parse(smaps());
    }

    private static String smaps() throws IOException {
        try (InputStream stream = VmaImagesTest.class.getResourceAsStream("/proc/smaps")) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}
