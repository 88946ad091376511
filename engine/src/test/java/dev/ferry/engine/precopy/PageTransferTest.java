package dev.ferry.engine.precopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTransferTest {
    @Test
    void announcesAMapping() throws Exception {
        PageRun run = new PageRun(0x7000_0000_0000L, 0x7000_4000_0000L);
        PageTransfer area = PageTransfer.parse(ByteBuffer.wrap(PageTransfer.header(812, Mman.MAP_NORESERVE, run)));
        assertThat(area.isArea()).isTrue();
        assertThat(area.run()).isEqualTo(run);
        assertThat(area.owner()).isEqualTo(812);
        assertThat(area.flags()).isEqualTo(Mman.MAP_NORESERVE);
    }

    @Test
    void bringsContent() throws Exception {
        PageTransfer pages = PageTransfer.parse(payload(0, 0x10000, 8192, 8192));
        assertThat(pages.isArea()).isFalse();
        assertThat(pages.content().remaining()).isEqualTo(8192);
    }

    @Test
    void bringsSharedMemoryFromItsBeginning() throws Exception {
        PageTransfer pages = PageTransfer.parse(payload(Mman.MAP_SHARED, 0, 4096, 4096));
        assertThat(pages.isShared()).isTrue();
        assertThat(pages.run()).isEqualTo(new PageRun(0, 4096));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0x10001, 4096, 4096",
        "0, 0x10000, 4095, 4095",
        "0, 0x10000, 0, 0",
        "0, 0, 4096, 0",
        "0, 0x10000, -4096, 0",
        "0, -4096, 4096, 4096",
        "0, 0x7ffffffff000, 4096, 0",
        "0, 0x7fffffffe000, 8192, 0",
        "0, 0x10000, 8192, 4096",
        "0, 0x10000, 4096, 8192",
        "0x10, 0x10000, 4096, 0",
        "1, -4096, 4096, 0",
        "1, 0x7ffffffff000, 4096, 0",
        "0x4001, 0x10000, 4096, 0",
    })
    void refusesWhatNoProgramCanHave(String flags, String address, long length, int content) {
        ByteBuffer payload = payload(Long.decode(flags).intValue(), Long.decode(address), length, content);
        assertThatThrownBy(() -> PageTransfer.parse(payload)).isInstanceOf(ImageException.class);
    }

    @Test
    void refusesAFrameThatIsTooShort() {
        assertThatThrownBy(() -> PageTransfer.parse(ByteBuffer.allocate(PageTransfer.HEADER - 1)))
                .isInstanceOf(ImageException.class);
    }

    private static ByteBuffer payload(int flags, long address, long length, int content) {
        return ByteBuffer.allocate(PageTransfer.HEADER + content)
                .put(PageTransfer.header(812, flags, new PageRun(address, address + length)))
                .rewind();
    }
}
