package dev.ferry.engine.procfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfIdentityTest {
    private static final int NOTES_64 = 64 + 56;

    @TempDir
    private Path directory;

    @Test
    void readsTheBuildIdBehindAnotherNote() throws IOException {
        assertThat(identity(elf64().array())).hasValue(new ElfIdentity(64, 62, Optional.of("0102fe")));
    }

    @Test
    void readsThirtyTwoBitBigEndian() throws IOException {
        assertThat(identity(elf32BigEndian().array())).hasValue(new ElfIdentity(32, 20, Optional.of("abcd")));
    }

    @Test
    void readsTheRunningProgram() throws IOException {
        Optional<ElfIdentity> java = ElfIdentity.read(Path.of("/proc/self/exe"));
        assertThat(java).get().extracting(ElfIdentity::bits).isEqualTo(64);
    }

    @Test
    void findsNothingInOtherFiles() throws IOException {
        assertThat(identity(new byte[0])).isEmpty();
        assertThat(identity(new byte[100])).isEmpty();
        assertThat(identity("#!/bin/sh\necho no program at all\n".getBytes(UTF_8)))
                .isEmpty();
        assertThat(ElfIdentity.read(directory)).isEmpty();
        assertThat(ElfIdentity.read(Path.of("/dev/zero"))).isEmpty();
    }

    @Test
    void hasNoBuildIdIfItsLengthIsAbsurd() throws IOException {
        for (int length : new int[] {0, 65, 0x7fffffff, -1}) {
            byte[] file = elf64().putInt(NOTES_64 + 20 + 4, length).array();
            assertThat(identity(file)).hasValue(new ElfIdentity(64, 62, Optional.empty()));
        }
    }

    @Test
    void hasNoBuildIdIfAnotherNoteHidesIt() throws IOException {
        for (int length : new int[] {-1, 0x7fffffff, 0x10000}) {
            byte[] file = elf64().putInt(NOTES_64, length).array();
            assertThat(identity(file)).hasValue(new ElfIdentity(64, 62, Optional.empty()));
        }
    }

    @Test
    void hasNoBuildIdIfTheSegmentLiesElsewhere() throws IOException {
        for (long offset : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40}) {
            byte[] file = elf64().putLong(64 + 8, offset).array();
            assertThat(identity(file)).hasValue(new ElfIdentity(64, 62, Optional.empty()));
        }
    }

    @Test
    void neverFailsOnDamagedFiles() throws IOException {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            byte[] file = elf64().array();
            for (int i = 0; i < 4; i++) {
                file[16 + random.nextInt(file.length - 16)] = (byte) random.nextInt();
            }
            assertThat(identity(file)).get().extracting(ElfIdentity::bits).isEqualTo(64);
        }
    }

    @Test
    void acceptsEveryTruncation() throws IOException {
        byte[] whole = elf64().array();
        for (int length = 20; length < whole.length; length++) {
            Optional<ElfIdentity> identity = identity(Arrays.copyOf(whole, length));
            assertThat(identity).hasValue(new ElfIdentity(64, 62, Optional.empty()));
        }
    }

    private Optional<ElfIdentity> identity(byte[] content) throws IOException {
        return ElfIdentity.read(Files.write(directory.resolve("file"), content));
    }

    /** Header, one note segment, in it a note of type 1 and then the build-id 0102fe. */
    private static ByteBuffer elf64() {
        ByteBuffer elf = header(NOTES_64 + 20 + 19, 2, ByteOrder.LITTLE_ENDIAN, 62);
        elf.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 1);
        elf.putInt(64, 4).putLong(64 + 8, NOTES_64).putLong(64 + 32, 20 + 19).putLong(64 + 48, 4);
        elf.position(NOTES_64);
        note(elf, 1, new byte[] {9, 9, 9, 9});
        note(elf, 3, new byte[] {1, 2, (byte) 0xfe});
        return elf;
    }

    private static ByteBuffer elf32BigEndian() {
        int notes = 52 + 32;
        ByteBuffer elf = header(notes + 18, 1, ByteOrder.BIG_ENDIAN, 20);
        elf.putInt(28, 52).putShort(42, (short) 32).putShort(44, (short) 1);
        elf.putInt(52, 4).putInt(52 + 4, notes).putInt(52 + 16, 18).putInt(52 + 28, 4);
        elf.position(notes);
        note(elf, 3, new byte[] {(byte) 0xab, (byte) 0xcd});
        return elf;
    }

    private static ByteBuffer header(int size, int elfClass, ByteOrder order, int machine) {
        ByteBuffer elf = ByteBuffer.allocate(size);
        elf.putInt(0, 0x7f454c46).put(4, (byte) elfClass).put(5, (byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2));
        return elf.order(order).putShort(18, (short) machine);
    }

    private static void note(ByteBuffer elf, int type, byte[] desc) {
        elf.putInt(4)
                .putInt(desc.length)
                .putInt(type)
                .put(new byte[] {'G', 'N', 'U', 0})
                .put(desc);
    }
}
