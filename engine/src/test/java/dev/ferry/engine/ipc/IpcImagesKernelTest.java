package dev.ferry.engine.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.procfs.SysvQueue;
import dev.ferry.engine.procfs.SysvSemaphores;
import dev.ferry.linux.ipc.MessageQueue;
import dev.ferry.linux.ipc.MessageQueue.Message;
import dev.ferry.linux.ipc.SemaphoreSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Semaphores and queues of this process, as if it were the tree. */
class IpcImagesKernelTest {
    private static final int SELF = (int) ProcessHandle.current().pid();
    private static final int DAMAGES = 500;

    private SemaphoreSet set;
    private MessageQueue queue;

    @BeforeEach
    void makeThem() throws IOException {
        set = SemaphoreSet.create(0, 3, 0640);
        set.setValues((short) 1, (short) 0, Short.MAX_VALUE);
        queue = MessageQueue.create(0, 0604);
        queue.send(new Message(7, ByteBuffer.wrap(new byte[] {1, 2, 3})));
        queue.send(new Message(Long.MAX_VALUE, ByteBuffer.allocate(0)));
    }

    @AfterEach
    void removeThem() throws IOException {
        set.remove();
        queue.remove();
    }

    @Test
    void theirLastUserIsFound() throws IOException {
        IpcUse use = IpcUse.of(List.of(SELF), Set::of);
        assertThat(use.sets())
                .filteredOn(used -> used.set().id() == set.id())
                .singleElement()
                .satisfies(used -> {
                    assertThat(used.lastPids()).containsOnly(SELF);
                    assertThat(used.outsider()).isEmpty();
                });
        assertThat(use.queues()).extracting(used -> used.queue().id()).contains(queue.id());
    }

    @Test
    void aPidThatIsYoungerThanTheLastUseIsSomebodyElse() throws Exception {
        Process late = new ProcessBuilder("sleep", "100").start();
        try {
            IpcUse use = IpcUse.of(List.of((int) late.pid()), Set::of);
            assertThat(use.sets()).extracting(used -> used.set().id()).doesNotContain(set.id());
        } finally {
            late.destroyForcibly();
        }
    }

    @Test
    void whoWaitsIsAUserAndTheLastOneAnOutsider() throws IOException {
        IpcWait wait = new IpcWait(IpcWait.Sort.SEMAPHORES, set.id());
        assertThat(IpcUse.of(List.of(1), () -> Set.of(wait)).sets())
                .filteredOn(used -> used.set().id() == set.id())
                .singleElement()
                .satisfies(used -> assertThat(used.outsider()).contains(SELF));
    }

    @Test
    void aProcessWithThreadsMayHaveOperationsToUndo() throws IOException {
        assertThat(SemaphoreUndo.suspect(List.of(SELF))).contains(SELF);
    }

    @Test
    void comeBackFromTheirImages() throws IOException {
        SavedSemaphores semaphores =
                SavedSemaphores.dump(SysvSemaphores.find(set.id()).orElseThrow());
        assertThat(semaphores.values()).containsExactly(1, 0, 32767);
        assertThat(readSemaphores(semaphores())).contains(semaphores);
        SavedQueue messages = SavedQueue.dump(SysvQueue.find(queue.id()).orElseThrow());
        assertThat(messages.messages()).hasSize(2);
        assertThat(readQueue(queue())).contains(messages);
    }

    @Test
    void whatIsCutOffOrChangedIsRefusedOrPlausible() throws IOException {
        Random random = new Random(23);
        for (byte[] image : List.of(semaphores(), queue())) {
            boolean isSemaphores = Arrays.equals(image, semaphores());
            for (int round = 0; round < DAMAGES; round++) {
                byte[] damaged = Arrays.copyOf(image, 8 + random.nextInt(image.length - 7));
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                try {
                    readAny(isSemaphores, damaged);
                } catch (ImageException refused) {
                    assertThat(refused.getMessage()).isNotBlank();
                }
            }
        }
    }

    @Test
    void refusesAMessageOfNoType() throws IOException {
        SavedQueue bad = new SavedQueue(
                SavedQueue.dump(SysvQueue.find(queue.id()).orElseThrow()).entry(),
                List.of(new Message(-1, ByteBuffer.allocate(1)), new Message(1, ByteBuffer.allocate(1))));
        assertThatThrownBy(() -> readQueue(image(ImageType.IPCNS_MSG, bad::writeTo)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("impossible type");
    }

    private byte[] semaphores() throws IOException {
        return image(
                ImageType.IPCNS_SEM,
                SavedSemaphores.dump(SysvSemaphores.find(set.id()).orElseThrow())::writeTo);
    }

    private byte[] queue() throws IOException {
        return image(
                ImageType.IPCNS_MSG, SavedQueue.dump(SysvQueue.find(queue.id()).orElseThrow())::writeTo);
    }

    private interface Writing {
        void to(ImageWriter image) throws IOException;
    }

    private static byte[] image(ImageType type, Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageWriter image = new ImageWriter(type, bytes)) {
            writing.to(image);
        }
        return bytes.toByteArray();
    }

    private static void readAny(boolean isSemaphores, byte[] image) throws IOException {
        if (isSemaphores) {
            readSemaphores(image);
        } else {
            readQueue(image);
        }
    }

    private static Optional<SavedSemaphores> readSemaphores(byte[] image) throws IOException {
        try (ImageReader reader = new ImageReader("sem", ImageType.IPCNS_SEM, new ByteArrayInputStream(image))) {
            return SavedSemaphores.read(reader);
        }
    }

    private static Optional<SavedQueue> readQueue(byte[] image) throws IOException {
        try (ImageReader reader = new ImageReader("msg", ImageType.IPCNS_MSG, new ByteArrayInputStream(image))) {
            return SavedQueue.read(reader);
        }
    }
}
