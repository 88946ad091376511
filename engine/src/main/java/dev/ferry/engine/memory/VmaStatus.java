package dev.ferry.engine.memory;

/** Bits of {@code VmaEntry.status}: of which kind a mapping is (CRIU, criu/include/image.h). */
public final class VmaStatus {
    public static final int REGULAR = 1;
    public static final int VSYSCALL = 1 << 2;
    public static final int VDSO = 1 << 3;
    public static final int HEAP = 1 << 5;
    public static final int FILE_PRIVATE = 1 << 6;
    public static final int FILE_SHARED = 1 << 7;
    public static final int ANON_SHARED = 1 << 8;
    public static final int ANON_PRIVATE = 1 << 9;
    public static final int SYSVIPC = 1 << 10;
    public static final int VVAR = 1 << 12;
    public static final int MEMFD = 1 << 14;
    public static final int GUARD = 1 << 16;

    private VmaStatus() {}
}
