package dev.ferry.engine.precopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.memory.SharedMemories.Kind;
import dev.ferry.engine.memory.SharedMemories.SharedMemory;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.file.Fallocate;
import dev.ferry.linux.file.Write;
import dev.ferry.linux.memory.AnonymousMemory;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Opening shared anonymous memory needs privileges. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class SharedCopyRootTest implements PageSink {
    private static final int PAGE = Mman.PAGE_SIZE;

    private final List<PageTransfer> transfers = new ArrayList<>();
    private Fd memory;
    private SharedMemory shared;
    private SharedCopy copy;

    @BeforeEach
    void fillThreePages() throws IOException {
        memory = AnonymousMemory.shared(100L * PAGE);
        shared = new SharedMemory(7, Kind.ANONYMOUS, memory);
        put(0, 1);
        put(1, 2);
        put(50, 3);
        copy = new SharedCopy(
                shared, ByteBuffer.allocateDirect(PageTransfer.MAX_CONTENT).order(ByteOrder.nativeOrder()));
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void sendsWhatIsNoHole() throws IOException {
        assertThat(copy.look()).isEqualTo(3 * PAGE);
        assertThat(copy.send(this)).isEqualTo(3 * PAGE);
        assertThat(transfers).allMatch(PageTransfer::isShared);
        assertThat(transfers.get(0).isArea()).isTrue();
        assertThat(transfers.get(0).run()).isEqualTo(new PageRun(0, 100L * PAGE));
        assertThat(sent()).containsExactly(new PageRun(0, 2 * PAGE), new PageRun(50 * PAGE, 51 * PAGE));
    }

    @Test
    void sendsAfterwardsOnlyWhatIsAnother() throws IOException {
        copy.look();
        copy.send(this);
        assertThat(copy.look()).isZero();
        put(1, 2);
        assertThat(copy.look()).as("written, but the same").isZero();
        put(1, 9);
        put(60, 0);
        assertThat(copy.look()).isEqualTo(2 * PAGE);
        transfers.clear();
        assertThat(copy.send(this)).as("zeros are there already").isEqualTo(PAGE);
        assertThat(sent()).containsExactly(new PageRun(PAGE, 2 * PAGE));
        assertThat(copy.look()).isZero();
    }

    @Test
    void knowsInTheEndWhatIsThere() throws IOException {
        copy.look();
        copy.send(this);
        put(0, 8);
        Fallocate.punchHole(memory, PAGE, PAGE);
        put(70, 4);
        assertThat(copy.finish(shared, shared.extents()).runs()).containsExactly(new PageRun(50 * PAGE, 51 * PAGE));
    }

    /** A hole that has content again: the other side has something else there. */
    @Test
    void sendsWhatWasGivenUpAndCameBack() throws IOException {
        copy.look();
        copy.send(this);
        Fallocate.punchHole(memory, PAGE, PAGE);
        assertThat(copy.look()).isZero();
        put(1, 0);
        assertThat(copy.look()).isEqualTo(PAGE);
        transfers.clear();
        assertThat(copy.send(this)).as("zeros, for there are none").isEqualTo(PAGE);
    }

    private void put(int page, int value) throws IOException {
        ByteBuffer content = ByteBuffer.allocateDirect(PAGE);
        while (content.hasRemaining()) {
            content.put((byte) value);
        }
        Write.fullyAt(memory, content.flip(), (long) page * PAGE);
    }

    private List<PageRun> sent() {
        return transfers.stream()
                .filter(transfer -> !transfer.isArea())
                .map(PageTransfer::run)
                .toList();
    }

    @Override
    public void tree(TreeShape shape) {
        throw new AssertionError("no tree is sent here");
    }

    @Override
    public void pages(byte[] header, byte[] content, int offset, int length) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(header.length + length);
        transfers.add(PageTransfer.parse(
                payload.put(header).put(content, offset, length).flip()));
    }
}
