package dev.ferry.engine.precopy;

import dev.ferry.engine.memory.PageRunSet;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.linux.memory.PageRun;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about the memory of a stopped process that was copied in rounds before.
 *
 * @param present the pages with content of each tracked mapping, by its start
 * @param sent the pages that the other side has as they are now
 */
public record PreCopied(Map<Long, List<PageRun>> present, PageRunSet sent) {
    /** For a process of which nothing was copied. */
    public static PreCopied nothing() {
        return new PreCopied(Map.of(), new PageRunSet());
    }

    /** The pages with content of a mapping, if that is known already. */
    public Optional<List<PageRun>> presentIn(Mapping mapping) {
        return Optional.ofNullable(present.get(mapping.start()));
    }
}
