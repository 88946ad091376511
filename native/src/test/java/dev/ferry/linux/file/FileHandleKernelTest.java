package dev.ferry.linux.file;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** That it finds files is shown where handles come from: by the kind of inotify. */
class FileHandleKernelTest {
    @Test
    void aHandleThatNobodyGaveIsRefused() throws IOException {
        try (Fd inside = Open.path("/", Fcntl.O_RDONLY | Fcntl.O_DIRECTORY)) {
            assertThatThrownBy(() -> new FileHandle(1, new byte[0]).open(inside))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessageContaining("open_by_handle_at");
        }
    }
}
