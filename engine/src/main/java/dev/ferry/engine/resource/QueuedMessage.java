package dev.ferry.engine.resource;

import dev.ferry.linux.net.Octets;
import java.util.List;

/**
 * A message that waits in a unix socket.
 *
 * @param data its bytes
 * @param rights the numbers of the open files that travel with it (SCM_RIGHTS)
 */
public record QueuedMessage(Octets data, List<Integer> rights) {
    public QueuedMessage {
        rights = List.copyOf(rights);
    }
}
