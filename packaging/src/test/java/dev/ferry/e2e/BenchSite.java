package dev.ferry.e2e;

import dev.ferry.testhost.TestHost;
import java.util.List;

/**
 * Where it is measured.
 *
 * @param heartbeat the program's path, the same on both hosts
 * @param options for {@code ferry migrate}
 * @param criu whether it is measured beside
 */
record BenchSite(TestHost from, TestHost to, String heartbeat, List<String> options, boolean criu) {}
