package dev.ferry.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.Open;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CharDeviceKindKernelTest extends FileKindContract {
    @Override
    FileKind kind() {
        return new CharDeviceKind();
    }

    @Override
    Fd open() throws IOException {
        return Open.path("/dev/null", Fcntl.O_WRONLY | Fcntl.O_APPEND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"})
    void takesTheOtherHarmlessDevices(String path) throws IOException {
        try (Fd fd = Open.path(path, Fcntl.O_RDWR);
                OpenedHere now = OpenedHere.collect()) {
            assertThat(kind().refusal(now.of(fd), now.tree())).isEmpty();
        }
    }

    @Test
    void opensNoOtherDeviceThanAHarmlessOne() throws IOException {
        FileEntry entry = kind().dump(file, dump);
        FileEntry tty = entry.toBuilder()
                .setReg(entry.getReg().toBuilder().setName("/dev/tty"))
                .build();
        try (FakeRestoreContext restore = new FakeRestoreContext(dump)) {
            assertThatExceptionOfType(ImageException.class)
                    .isThrownBy(() -> kind().create(tty, restore))
                    .withMessageContaining("/dev/tty");
        }
    }

    @Test
    void terminalsThatAreOnlyAPathAreRefusedByName() throws IOException {
        try (Fd pty = Open.handle("/dev/ptmx");
                OpenedHere now = OpenedHere.collect()) {
            assertThat(refusal(now, pty)).contains("is a terminal", "only as a path", "setsid nohup");
        }
    }

    private static String refusal(OpenedHere now, Fd fd) throws IOException {
        OpenFile opened = now.of(fd);
        FileKind kind = FileKinds.load().of(opened).orElseThrow();
        return kind.refusal(opened, now.tree()).orElse("");
    }
}
