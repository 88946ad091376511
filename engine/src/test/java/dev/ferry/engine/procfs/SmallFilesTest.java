package dev.ferry.engine.procfs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** The formats that need no more than a few lines: auxv, cmdline, comm. */
class SmallFilesTest {
    @Test
    void keepsTheAuxiliaryVectorInOrder() throws IOException {
        Auxv auxv = Auxv.parse(words(33, 0x7fff00001000L, 16, -1, 0, 0));
        assertThat(auxv.value(Auxv.AT_SYSINFO_EHDR)).hasValue(0x7fff00001000L);
        assertThat(auxv.value(Auxv.AT_HWCAP)).hasValue(-1);
        assertThat(auxv.value(Auxv.AT_ENTRY)).isEmpty();
        assertThat(auxv.entries()).hasSize(3).last().isEqualTo(new Auxv.Entry(Auxv.AT_NULL, 0));
    }

    @Test
    void refusesABrokenAuxiliaryVector() {
        assertThatThrownBy(() -> Auxv.parse(new byte[24])).hasMessageContaining("24 bytes");
        assertThatThrownBy(() -> Auxv.parse(words(33, 1))).hasMessageContaining("AT_NULL is missing");
    }

    @Test
    void keepsEmptyArguments() {
        assertThat(Cmdline.parse("sh\0\0-c x\0\0".getBytes(UTF_8)).arguments()).containsExactly("sh", "", "-c x", "");
        assertThat(Cmdline.parse("\0".getBytes(UTF_8)).arguments()).containsExactly("");
    }

    @Test
    void acceptsAnOverwrittenCommandLine() {
        assertThat(Cmdline.parse("nginx: worker process".getBytes(UTF_8))).hasToString("nginx: worker process");
    }

    @Test
    void findsNoArgumentsInAnEmptyCommandLine() {
        assertThat(Cmdline.parse(new byte[0]).arguments()).isEmpty();
    }

    @Test
    void keepsTheBytesOfAName() throws IOException {
        byte[] cut = "a\nb\u00c3".getBytes(ISO_8859_1);
        Comm comm = Comm.parse("a\nb\u00c3\n".getBytes(ISO_8859_1));
        assertThat(comm.bytes()).isEqualTo(cut);
        assertThat(comm).hasToString("a\nb\uFFFD");
    }

    @Test
    void refusesANameWithoutEnd() {
        assertThatThrownBy(() -> Comm.parse(new byte[0])).isInstanceOf(ProcfsException.class);
        assertThatThrownBy(() -> Comm.parse("sh".getBytes(UTF_8))).isInstanceOf(ProcfsException.class);
    }

    private static byte[] words(long... words) {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * 8).order(ByteOrder.nativeOrder());
        for (long word : words) {
            bytes.putLong(word);
        }
        return bytes.array();
    }
}
