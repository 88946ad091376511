package dev.ferry.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.Pagemap;
import dev.ferry.engine.lineage.InheritedPages;
import dev.ferry.engine.lineage.Lineage;
import dev.ferry.engine.memory.PageSet;
import dev.ferry.engine.seal.Unsealing;
import dev.ferry.linux.memory.PageRun;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three generations of one memory of 600 pages, which begins at page 16. */
class InheritingSourceTest {
    private static final String PAGEMAP = ImageType.PAGEMAP.fileName(7);
    private static final String PAGES = ImageType.PAGES.fileName(1);
    private static final int PAGE = 4096;
    private static final int COUNT = 600;
    private static final long START = 16 * PAGE;
    private static final PageRun ALL = new PageRun(START, START + COUNT * PAGE);

    private final byte[] memory = new byte[COUNT * PAGE];

    @TempDir
    private Path dir;

    private Path first;
    private Path second;
    private Path third;

    @BeforeEach
    void dumpThreeTimes() throws IOException {
        new Random(1).nextBytes(memory);
        first = dump("first", Optional.empty(), ALL);
        change(3, 4, 299, 599);
        second = dump("second", Optional.of(first), ALL);
        change(4, 5, 300);
        third = dump("third", Optional.of(second), ALL);
    }

    private void change(int... pages) {
        for (int page : pages) {
            memory[page * PAGE + 17]++;
        }
    }

    private Path dump(String name, Optional<Path> parent, PageRun... runs) throws IOException {
        Path directory = dir.resolve(name);
        PageSet set = new PageSet(PAGEMAP, 1, List.of(runs), this::read);
        if (parent.isPresent()) {
            try (InheritedPages pages =
                    InheritedPages.open(PAGEMAP, Lineage.of(parent.get()).generations())) {
                set = set.since(pages);
            }
        }
        try (ImageSink sink = new DirectoryImageSink(directory, parent)) {
            sink.create("inventory.img").close();
            set.writePagemap(sink);
            set.writePages(sink);
            sink.finish();
        }
        return directory;
    }

    private void read(List<PageRun> parts, ByteBuffer into) {
        for (PageRun part : parts) {
            into.put(memory, (int) (part.start() - START), (int) part.bytes());
        }
    }

    private static byte[] pages(Path directory) throws IOException {
        try (ImageSource source = StoredCheckpoint.open(directory)) {
            return Sets.read(source).get(PAGES);
        }
    }

    @Test
    void hasOnlyTheChangesOnTheDisk() throws IOException {
        assertThat(first.resolve(PAGES)).hasSize(COUNT * PAGE);
        assertThat(second.resolve(PAGES)).hasSize(4 * PAGE);
        assertThat(third.resolve(PAGES)).hasSize(3 * PAGE);
        assertThat(Files.readSymbolicLink(third.resolve("parent"))).isEqualTo(Path.of("../second"));
    }

    @Test
    void givesBackWhatWasThereAtEachDump() throws IOException {
        assertThat(pages(third)).isEqualTo(memory);
        byte[] before = memory.clone();
        for (int page : new int[] {4, 5, 300}) {
            before[page * PAGE + 17]--;
        }
        assertThat(pages(second)).isEqualTo(before);
    }

    @Test
    void saysThatAllPagesAreThere() throws IOException {
        try (ImageSource source = StoredCheckpoint.open(third)) {
            byte[] image = Sets.read(source).get(PAGEMAP);
            Pagemap pagemap =
                    Pagemap.read(PAGEMAP, new ImageReader(PAGEMAP, ImageType.PAGEMAP, new ByteArrayInputStream(image)));
            assertThat(pagemap.entries()).allMatch(Pagemap.Entry::isPresent);
            assertThat(pagemap.isIncrement()).isFalse();
        }
    }

    @Test
    void leavesOutPagesThatAreGoneAndWritesThoseThatAreNew() throws IOException {
        PageRun middle = new PageRun(START + 100 * PAGE, START + 200 * PAGE);
        Path fourth = dump("fourth", Optional.of(third), middle);
        assertThat(pages(fourth)).isEqualTo(Arrays.copyOfRange(memory, 100 * PAGE, 200 * PAGE));
        assertThat(fourth.resolve(PAGES)).isEmptyFile();

        Path fifth = dump("fifth", Optional.of(fourth), ALL);
        assertThat(pages(fifth)).isEqualTo(memory);
        assertThat(fifth.resolve(PAGES)).hasSize(500 * PAGE);
    }

    @Test
    void canBeMovedTogether() throws IOException {
        Path elsewhere = Files.move(dir, dir.resolveSibling(dir.getFileName() + "-moved"));
        try {
            assertThat(pages(elsewhere.resolve("third"))).isEqualTo(memory);
        } finally {
            Files.move(elsewhere, dir);
        }
    }

    @Test
    void isVerifiedWithAllThatItBuildsOn() throws IOException {
        StoredCheckpoint.openVerified(third, Unsealing.none()).close();
        for (Path image : List.of(first.resolve(PAGES), second.resolve(PAGEMAP), third.resolve(PAGES))) {
            flip(image);
            assertRefused("is damaged: " + image.getFileName() + " is not as it was written");
            flip(image);
        }
        Files.delete(second.resolve(PAGES));
        assertRefused("second is damaged: " + PAGES + " is missing");
    }

    private static void flip(Path image) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(file.length() - 3);
            int old = file.read();
            file.seek(file.length() - 3);
            file.write(old ^ 4);
        }
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() ->
                        StoredCheckpoint.openVerified(third, Unsealing.none()).close())
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(why);
    }

    @Test
    void refusesAParentThatIsMissingOrAnotherOne() throws IOException {
        Path away = Files.move(first, dir.resolve("away"));
        assertRefused("second holds only the changes to " + first + ", which is no complete checkpoint");
        assertThatThrownBy(() -> StoredCheckpoint.open(third)).hasMessageContaining("no complete checkpoint");

        memory[0]++;
        dump("first", Optional.empty(), ALL);
        assertRefused("another checkpoint is there now");
        assertThat(away).exists();
    }

    @Test
    void refusesACircle() throws IOException {
        Files.createSymbolicLink(first.resolve("parent"), Path.of("../third"));
        assertRefused("builds on itself");
    }

    @Test
    void refusesPagesThatNoAncestorHas() throws IOException {
        Files.delete(third.resolve("parent"));
        assertThatThrownBy(() -> pages(third))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("should be in a parent that it does not have");

        Files.createSymbolicLink(third.resolve("parent"), Path.of("../short"));
        dump("short", Optional.empty(), new PageRun(START, START + 10 * PAGE));
        assertThatThrownBy(() -> pages(third))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("lacks the page");
    }

    @Test
    void refusesAParentWhosePagesWereCut() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(first.resolve(PAGES).toFile(), "rw")) {
            file.setLength(100L * PAGE);
        }
        assertThatThrownBy(() -> pages(third))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("are not all there");
    }

    @Test
    void refusesChecksumsThatMakeNoSense() throws IOException {
        for (String text :
                List.of("", "ferry-checksums 1\nparent x\n", "ferry-checksums 1\nparent -\n00 1 ../../x\n")) {
            Files.writeString(third.resolve("ferry-checksums"), text);
            assertRefused("ferry-checksums is damaged");
        }
    }

    @Test
    void doesWithoutChecksumsAsCriuDoes() throws IOException {
        for (Path directory : List.of(first, second, third)) {
            Files.delete(directory.resolve("ferry-checksums"));
        }
        try (ImageSource source = StoredCheckpoint.openVerified(third, Unsealing.none())) {
            assertThat(Map.copyOf(Sets.read(source))).containsEntry(PAGES, memory);
        }
    }
}
