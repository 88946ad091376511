package dev.ferry.engine.dump;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.UnixSkEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnixSocketOrderTest {
    private static FileEntry socket(int inode, int peer) {
        UnixSkEntry unix = UnixSkEntry.newBuilder()
                .setIno(inode)
                .setPeer(peer)
                .setName(ByteString.EMPTY)
                .buildPartial();
        return FileEntry.newBuilder()
                .setType(FdTypes.UNIXSK)
                .setId(inode)
                .setUsk(unix)
                .buildPartial();
    }

    private static List<Integer> order(FileEntry... sockets) {
        return UnixSocketOrder.of(List.of(sockets)).stream()
                .map(FileEntry::getId)
                .toList();
    }

    @Test
    void whoWasMetFirstOfAPairComesLast() {
        assertThat(order(socket(1, 2), socket(3, 0), socket(2, 1))).containsExactly(3, 2, 1);
    }

    @Test
    void sendersComeAfterTheirReceivers() {
        assertThat(order(socket(1, 2), socket(3, 2), socket(2, 0))).containsExactly(2, 1, 3);
        assertThat(order(socket(1, 2), socket(2, 3), socket(3, 2))).containsExactly(3, 2, 1);
        assertThat(order(socket(2, 0), socket(1, 2))).containsExactly(2, 1);
    }

    @Test
    void nobodyIsLostInACircle() {
        assertThat(order(socket(1, 2), socket(2, 3), socket(3, 1))).containsExactly(1, 2, 3);
        assertThat(order(socket(1, 9))).containsExactly(1);
    }
}
