package dev.ferry.engine.migrate;

import dev.ferry.engine.wire.proto.Hello;
import dev.ferry.engine.wire.proto.HostFacts;
import java.io.IOException;
import java.util.Set;

/**
 * The result of the greeting.
 *
 * @param version of the protocol that both speak
 * @param peer the other host's name
 * @param features what the other engine can do beyond the version
 */
record Greeting(int version, String peer, Set<String> features) {
    /** Copies memory in rounds before the tree is frozen. */
    static final String PRE_COPY = "pre-copy";

    /** What this engine speaks: the current version and the one before. */
    static final int NEWEST = 1;

    static final int OLDEST = 1;

    static Greeting exchange(Connection connection, HostFacts host) throws IOException {
        connection.send(
                MessageType.HELLO,
                Hello.newBuilder()
                        .setOldestVersion(OLDEST)
                        .setNewestVersion(NEWEST)
                        .setEngineVersion(host.getEngineVersion())
                        .setHostName(host.getHostName())
                        .addFeatures(PRE_COPY)
                        .build());
        return agree(connection.expect(MessageType.HELLO, Hello.parser()));
    }

    static Greeting agree(Hello hello) throws ProtocolException {
        int version = Math.min(NEWEST, hello.getNewestVersion());
        if (version < Math.max(OLDEST, hello.getOldestVersion()) || hello.getOldestVersion() < 1) {
            throw new ProtocolException(
                    FailureCode.VERSION,
                    "Ferry " + hello.getEngineVersion() + " on " + hello.getHostName() + " speaks protocol versions "
                            + Integer.toUnsignedString(hello.getOldestVersion()) + " to "
                            + Integer.toUnsignedString(hello.getNewestVersion()) + ", and this Ferry " + OLDEST + " to "
                            + NEWEST + "; update the older one.");
        }
        return new Greeting(version, hello.getHostName(), Set.copyOf(hello.getFeaturesList()));
    }
}
