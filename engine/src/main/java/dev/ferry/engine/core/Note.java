package dev.ferry.engine.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One entry of the segment with notes: {@code Elf64_Nhdr} and what follows it, each padded to four bytes.
 *
 * @param name whose type it is: {@code CORE} or {@code LINUX}
 * @param type {@code NT_*}
 * @param desc its content
 */
record Note(String name, int type, ByteBuffer desc) {
    private static final String CORE = "CORE";
    private static final String LINUX = "LINUX";
    private static final int HEADER = 12;
    private static final int ALIGNMENT = 4;

    /** One that every system has. */
    static Note ofCore(int type, ByteBuffer desc) {
        return new Note(CORE, type, desc);
    }

    /** One that only Linux has. */
    static Note ofLinux(int type, ByteBuffer desc) {
        return new Note(LINUX, type, desc);
    }

    /** Room for a content of that size, all zero. */
    static ByteBuffer zeros(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The entry as it stands in the file. */
    ByteBuffer encoded() {
        byte[] owner = (name + '\0').getBytes(StandardCharsets.US_ASCII);
        ByteBuffer content = desc.duplicate().clear();
        ByteBuffer bytes = zeros(HEADER + padded(owner.length) + padded(content.remaining()));
        bytes.putInt(owner.length).putInt(content.remaining()).putInt(type).put(owner);
        bytes.position(HEADER + padded(owner.length)).put(content);
        return bytes.clear();
    }

    private static int padded(int bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
