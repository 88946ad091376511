package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.F_OWNER_PGRP;
import static dev.ferry.linux.abi.Fcntl.F_OWNER_PID;
import static dev.ferry.linux.abi.Fcntl.F_OWNER_TID;

import dev.ferry.linux.internal.OffHeap;
import java.nio.ByteBuffer;

/**
 * Who is told by a signal that a file is ready, {@code struct f_owner_ex} of fcntl(2).
 *
 * @param kind what the id names
 * @param id a number in our pid namespace; 0 means nobody
 */
public record AsyncOwner(Kind kind, int id) {
    static final int SIZE = 2 * Integer.BYTES;

    /** What an owner's id names. */
    public enum Kind {
        THREAD(F_OWNER_TID),
        PROCESS(F_OWNER_PID),
        GROUP(F_OWNER_PGRP);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalStateException("the kernel names an unknown kind of file owner: " + code);
        }
    }

    /** Whether nobody is told. */
    public boolean isNobody() {
        return id == 0;
    }

    /** What its kind is to the kernel, {@code F_OWNER_*}. */
    public int code() {
        return kind.code;
    }

    OffHeap encode() {
        OffHeap owner = OffHeap.allocate(SIZE);
        owner.bytes().putInt(0, kind.code).putInt(Integer.BYTES, id);
        return owner;
    }

    static AsyncOwner decode(ByteBuffer owner) {
        return new AsyncOwner(Kind.of(owner.getInt(0)), owner.getInt(Integer.BYTES));
    }
}
