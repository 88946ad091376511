package dev.ferry.engine.show;

import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.memory.VmaStatus;
import dev.ferry.linux.abi.Mman;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a mapping is, in words. Ferry does not restore all of these kinds; CRIU writes them (criu/include/image.h). */
final class MappingKind {
    /** The more special ones come first: an image has them together with a general one. */
    private static final Map<Integer, String> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put(VmaStatus.VSYSCALL, "vsyscall");
        WORDS.put(VmaStatus.VDSO, "vdso");
        WORDS.put(VmaStatus.VVAR, "vvar");
        WORDS.put(1 << 15, "shadow stack");
        WORDS.put(VmaStatus.GUARD, "guard");
        WORDS.put(1 << 17, "uprobes");
        WORDS.put(1 << 14, "memfd");
        WORDS.put(1 << 13, "aio ring");
        WORDS.put(1 << 11, "packet socket");
        WORDS.put(1 << 10, "System V shared memory");
        WORDS.put(VmaStatus.ANON_SHARED, "shared memory");
        WORDS.put(VmaStatus.FILE_PRIVATE | VmaStatus.FILE_SHARED, "file");
        WORDS.put(VmaStatus.HEAP, "heap");
    }

    private MappingKind() {}

    static String of(VmaEntry vma, MmEntry mm) {
        for (Map.Entry<Integer, String> word : WORDS.entrySet()) {
            if ((vma.getStatus() & word.getKey()) != 0) {
                return word.getValue();
            }
        }
        boolean ofMain = vma.getStart() <= mm.getMmStartStack() && mm.getMmStartStack() < vma.getEnd();
        return ofMain || (vma.getFlags() & Mman.MAP_GROWSDOWN) != 0 ? "stack" : "anonymous";
    }
}
