package dev.ferry.engine.show;

import dev.ferry.engine.show.SavedFile.Holder;
import java.util.List;

/**
 * A pipe or fifo.
 *
 * @param id its number in the checkpoint
 * @param name the path of a fifo, else empty
 * @param queuedBytes what waits in it
 * @param capacityBytes how much it can hold; 0 if that is not known
 * @param readers who can read from it
 * @param writers who can write to it
 */
public record SavedPipe(
        int id, String name, long queuedBytes, long capacityBytes, List<Holder> readers, List<Holder> writers) {
    /** Copies. */
    public SavedPipe {
        readers = List.copyOf(readers);
        writers = List.copyOf(writers);
    }
}
