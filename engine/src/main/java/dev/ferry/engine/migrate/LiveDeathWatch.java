package dev.ferry.engine.migrate;

import dev.ferry.engine.address.AddressShift;
import dev.ferry.linux.process.Watchdog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/** A {@link Watchdog} of this host, and whoever gives back the addresses that were given away. */
record LiveDeathWatch(Watchdog watchdog, ProcessKey key, Optional<AddressShift> shift) implements DeathWatch {
    static LiveDeathWatch start(Path mark, Optional<AddressShift> shift) throws IOException {
        Watchdog watchdog = Watchdog.start(mark.toString());
        try {
            return new LiveDeathWatch(watchdog, ProcessKey.of(watchdog.pid()), shift);
        } catch (IOException | RuntimeException e) {
            watchdog.close();
            throw e;
        }
    }

    @Override
    public Optional<ProcessKey> process() {
        return Optional.of(key);
    }

    @Override
    public void watch(Collection<Integer> pids) throws IOException {
        watchdog.watch(pids);
    }

    @Override
    public void close() throws IOException {
        watchdog.close();
        if (shift.isPresent()) {
            shift.get().settle();
        }
    }
}
