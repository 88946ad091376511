package dev.ferry.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.PagemapEntry;
import dev.ferry.engine.image.proto.PagemapHead;
import dev.ferry.engine.stream.DirectoryImageSink;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageSetTest {
    private static final long LARGE = (1 << 20) + 0x3000;

    private final PageSet pages = new PageSet(
            "pagemap-7.img",
            3,
            List.of(new PageRun(0x1000, 0x3000), new PageRun(0x7f00_0000_0000L, 0x7f00_0000_0000L + LARGE)),
            (parts, content) -> {
                for (PageRun part : parts) {
                    for (long address = part.start(); address < part.end(); address++) {
                        content.put(content(address));
                    }
                }
            });

    @TempDir
    private Path dir;

    @Test
    void knowsItsSize() {
        assertThat(pages.bytes()).isEqualTo(0x2000 + LARGE);
    }

    @Test
    void writesWhichPagesThereAre() throws IOException {
        write();
        try (ImageReader reader = new ImageReader(
                "pagemap-7.img", ImageType.PAGEMAP, Files.newInputStream(dir.resolve("set/pagemap-7.img")))) {
            assertThat(reader.require(PagemapHead.parser()).getPagesId()).isEqualTo(3);
            PagemapEntry first = reader.require(PagemapEntry.parser());
            PagemapEntry second = reader.require(PagemapEntry.parser());
            assertThat(List.of(first.getVaddr(), first.getNrPages(), (long) first.getCompatNrPages()))
                    .containsExactly(0x1000L, 2L, 2L);
            assertThat(List.of(second.getVaddr(), second.getNrPages())).containsExactly(0x7f00_0000_0000L, 259L);
            assertThat(reader.next(PagemapEntry.parser())).isEmpty();
        }
    }

    @Test
    void writesTheirContentInOrder() throws IOException {
        write();
        byte[] written = Files.readAllBytes(dir.resolve("set/pages-3.img"));
        assertThat(written).hasSize((int) pages.bytes());
        for (int i = 0; i < written.length; i++) {
            long address = i < 0x2000 ? 0x1000 + i : 0x7f00_0000_0000L + i - 0x2000;
            assertThat(written[i]).isEqualTo(content(address));
        }
    }

    private void write() throws IOException {
        try (DirectoryImageSink sink = new DirectoryImageSink(dir.resolve("set"))) {
            pages.writePagemap(sink);
            pages.writePages(sink);
            sink.create("inventory.img").close();
            sink.finish();
        }
    }

    private static byte content(long address) {
        return (byte) (address * 7 + (address >> 12));
    }
}
