package dev.ferry.engine.migrate;

import dev.ferry.engine.wire.proto.Hello;
import dev.ferry.engine.wire.proto.HostFacts;
import java.io.IOException;

/**
 * The result of the greeting.
 *
 * @param version of the protocol that both speak
 * @param peer the other host's name
 */
record Greeting(int version, String peer) {
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
        return new Greeting(version, hello.getHostName());
    }
}
