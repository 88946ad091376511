package dev.ferry.engine.dump;

import java.util.ArrayDeque;
import java.util.Deque;

/** Descriptors that are needed until the end of a dump; closed in the reverse order. */
final class Closing implements AutoCloseable {
    /** Something whose close throws nothing checked. */
    interface Resource extends AutoCloseable {
        @Override
        void close();
    }

    private final Deque<Resource> resources = new ArrayDeque<>();

    <T extends dev.ferry.linux.memory.ProcessMemory> T add(T memory) {
        resources.push(memory::close);
        return memory;
    }

    @Override
    public void close() {
        resources.forEach(Resource::close);
    }
}
