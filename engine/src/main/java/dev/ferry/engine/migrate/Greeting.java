package dev.ferry.engine.migrate;

import dev.ferry.engine.wire.proto.Hello;
import dev.ferry.engine.wire.proto.HostFacts;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * The result of the greeting.
 *
 * @param version of the protocol that both speak
 * @param peer the other host's name
 * @param features that both have
 * @param moving whether the peer wants more than to ask
 */
record Greeting(int version, String peer, Set<String> features, boolean moving) {
    /** Copies memory in rounds before the tree is frozen. */
    static final String PRE_COPY = "pre-copy";

    /** What this engine speaks: the current version and the one before. */
    static final int NEWEST = 1;

    static final int OLDEST = 1;

    /** Greets a peer that is only asked something. */
    static Greeting exchange(Connection connection, HostFacts host) throws IOException {
        return exchange(connection, host, false);
    }

    static Greeting exchange(Connection connection, HostFacts host, boolean moving) throws IOException {
        Set<String> ours = connection.features();
        connection.send(
                MessageType.HELLO,
                Hello.newBuilder()
                        .setOldestVersion(OLDEST)
                        .setNewestVersion(NEWEST)
                        .setEngineVersion(host.getEngineVersion())
                        .setHostName(host.getHostName())
                        .addAllFeatures(ours)
                        .setMoving(moving)
                        .build());
        Greeting greeting = agree(connection.expect(MessageType.HELLO, Hello.parser()), ours);
        connection.use(greeting.features());
        return greeting;
    }

    static Greeting agree(Hello hello, Set<String> ours) throws ProtocolException {
        int version = Math.min(NEWEST, hello.getNewestVersion());
        if (version < Math.max(OLDEST, hello.getOldestVersion()) || hello.getOldestVersion() < 1) {
            throw new ProtocolException(
                    FailureCode.VERSION,
                    "Ferry " + hello.getEngineVersion() + " on " + hello.getHostName() + " speaks protocol versions "
                            + Integer.toUnsignedString(hello.getOldestVersion()) + " to "
                            + Integer.toUnsignedString(hello.getNewestVersion()) + ", and this Ferry " + OLDEST + " to "
                            + NEWEST + "; update the older one.");
        }
        Set<String> features = new HashSet<>(ours);
        features.retainAll(hello.getFeaturesList());
        return new Greeting(version, hello.getHostName(), features, hello.getMoving());
    }
}
