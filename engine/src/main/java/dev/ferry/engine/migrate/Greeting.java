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

    /** Shared anonymous memory is copied in rounds too. */
    static final String SHARED_PRE_COPY = "pre-copy-shared";

    /** Takes connections over whose other end is somewhere else, and their addresses. */
    static final String KEPT_CONNECTIONS = "kept-connections";

    /** Says and asks how far clocks are apart, so that those of a tree can go on. */
    static final String TIME_NAMESPACE = "time-namespace";

    private static final int SHOWN = 100;

    /** On the destination, which does not know how the source is reached. */
    static Greeting exchange(Connection connection, HostFacts host) throws IOException {
        return exchange(connection, host, false, "");
    }

    /** On the source; {@code peer} is what a person types to reach the other host, or empty. */
    static Greeting exchange(Connection connection, HostFacts host, boolean moving, String peer) throws IOException {
        Set<String> ours = connection.features();
        Hello hello = hello(host, ProtocolVersions.SPOKEN, ours, moving);
        connection.send(MessageType.HELLO, hello);
        Greeting greeting = agree(hello, connection.expect(MessageType.HELLO, Hello.parser()), peer);
        connection.use(greeting.features());
        return greeting;
    }

    static Hello hello(HostFacts host, ProtocolVersions versions, Set<String> features, boolean moving) {
        return Hello.newBuilder()
                .setOldestVersion(versions.oldest())
                .setNewestVersion(versions.newest())
                .setEngineVersion(host.getEngineVersion())
                .setHostName(host.getHostName())
                .addAllFeatures(features)
                .setMoving(moving)
                .build();
    }

    static Greeting agree(Hello ours, Hello theirs, String peer) throws ProtocolException {
        if (!versions(theirs).isProper()) {
            throw new ProtocolException("it speaks no version of it");
        }
        int version = versions(ours).common(versions(theirs)).orElseThrow(() -> skew(ours, theirs, peer));
        Set<String> features = new HashSet<>(ours.getFeaturesList());
        features.retainAll(theirs.getFeaturesList());
        return new Greeting(version, theirs.getHostName(), features, theirs.getMoving());
    }

    private static ProtocolVersions versions(Hello hello) {
        return new ProtocolVersions(hello.getOldestVersion(), hello.getNewestVersion());
    }

    private static ProtocolException skew(Hello ours, Hello theirs, String peer) {
        boolean peerIsOlder = versions(theirs).isOlderThan(versions(ours));
        String how = peerIsOlder && !peer.isEmpty() ? " with `ferry host install " + peer + "`" : "";
        String older = shown((peerIsOlder ? theirs : ours).getHostName());
        return new ProtocolException(
                FailureCode.VERSION,
                described(theirs) + ", and " + described(ours) + "; upgrade Ferry on " + older + how + ".");
    }

    private static String described(Hello hello) {
        return "Ferry " + shown(hello.getEngineVersion()) + " on " + shown(hello.getHostName()) + " speaks "
                + versions(hello) + " of the protocol";
    }

    private static String shown(String text) {
        return text.substring(0, Math.min(SHOWN, text.length()));
    }
}
