package dev.ferry.linux.memory;

import java.util.List;

/**
 * What a part of a tracked address space has.
 *
 * @param present pages with content of their own, in memory or swapped out
 * @param written those of them that were written since they were last protected
 * @param guards guard pages, which are not among them; see {@link KernelPagemap#guardPages}
 */
public record TrackedPages(List<PageRun> present, List<PageRun> written, List<PageRun> guards) {}
