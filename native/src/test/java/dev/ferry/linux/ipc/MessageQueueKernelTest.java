package dev.ferry.linux.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferry.linux.ipc.MessageQueue.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MessageQueueKernelTest {
    private static final int KEY = 0x66657275;
    private static final Message FIRST = new Message(7, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    private static final Message EMPTY = new Message(Long.MAX_VALUE, ByteBuffer.allocate(0));

    @Test
    void showsMessagesWithoutTakingThem() throws IOException {
        MessageQueue queue = MessageQueue.create(0, 0600);
        try {
            queue.send(FIRST);
            queue.send(EMPTY);
            for (int look = 0; look < 2; look++) {
                assertThat(queue.peek(0, 3)).contains(FIRST);
                assertThat(queue.peek(1, 3)).contains(EMPTY);
                assertThat(queue.peek(2, 3)).isEmpty();
            }
            assertThatThrownBy(() -> queue.peek(0, 2)).hasMessageContaining("E2BIG");
        } finally {
            queue.remove();
        }
        assertThatThrownBy(queue::remove).hasMessageContaining("EINVAL");
    }

    @Test
    void aSmallOneIsSoonFull() throws IOException {
        MessageQueue queue = MessageQueue.create(KEY, 0600);
        try {
            assertThatThrownBy(() -> MessageQueue.create(KEY, 0600)).hasMessageContaining("EEXIST");
            queue.change(0, 0, 0600, 5);
            assertThat(queue.limit()).isEqualTo(5);
            queue.send(FIRST);
            assertThatThrownBy(() -> queue.send(FIRST)).hasMessageContaining("EAGAIN");
        } finally {
            queue.remove();
        }
    }

    @Test
    void getsTheNumberThatWasWishedFor() throws IOException {
        assumeThat(Files.isWritable(Path.of("/proc/sys/kernel/msg_next_id"))).isTrue();
        int wanted = 7 << 15 | 4001;
        MessageQueue.wishForId(wanted);
        MessageQueue queue = MessageQueue.create(0, 0600);
        queue.remove();
        assertThat(queue.id()).isEqualTo(wanted);
        MessageQueue.wishForId(wanted);
        MessageQueue.forgetWish();
        MessageQueue other = MessageQueue.create(0, 0600);
        other.remove();
        assertThat(other.id()).isNotEqualTo(wanted);
    }
}
