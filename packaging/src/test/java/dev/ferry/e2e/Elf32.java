package dev.ferry.e2e;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The smallest i386 program, elf(5), for machines whose compiler makes none. */
final class Elf32 {
    private static final int BASE = 0x08048000;
    private static final short HEADER = 52;
    private static final short PROGRAM_HEADER = 32;
    private static final short EXECUTABLE = 2;
    private static final short I386 = 3;
    private static final int LOAD = 1;
    private static final int READ_EXECUTE = 5;
    private static final int PAGE = 0x1000;

    /** {@code again: mov $29, %eax; int $0x80; jmp again}: pause(2) for ever. */
    private static final byte[] CODE = {(byte) 0xb8, 29, 0, 0, 0, (byte) 0xcd, (byte) 0x80, (byte) 0xeb, (byte) 0xf7};

    private Elf32() {}

    /** A whole executable file. */
    static byte[] thatWaits() {
        int code = HEADER + PROGRAM_HEADER;
        int size = code + CODE.length;
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        file.putShort(EXECUTABLE).putShort(I386).putInt(1).putInt(BASE + code).putInt(HEADER);
        file.putInt(0).putInt(0).putShort(HEADER).putShort(PROGRAM_HEADER).putShort((short) 1);
        file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        file.putInt(LOAD).putInt(0).putInt(BASE).putInt(BASE).putInt(size).putInt(size);
        file.putInt(READ_EXECUTE).putInt(PAGE);
        return file.put(CODE).array();
    }
}
