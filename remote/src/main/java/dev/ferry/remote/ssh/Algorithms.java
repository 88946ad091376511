package dev.ferry.remote.ssh;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.common.Factory;

/** What we offer to a server: fast AES-GCM first, and nothing that OpenSSH itself no longer offers. */
final class Algorithms {
    private Algorithms() {}

    static Config config() {
        DefaultConfig config = new DefaultConfig();
        config.setLoggerFactory(new QuietLoggers());
        config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        config.setCipherFactories(Stream.concat(
                        Stream.of(AesGcm.factory(16), AesGcm.factory(32)),
                        config.getCipherFactories().stream().filter(named(Algorithms::isModernCipher)))
                .toList());
        config.setKeyExchangeFactories(keep(config.getKeyExchangeFactories(), name -> !isSha1(name)));
        // Host certificates are not checked by HostKeyCheck, so none is asked for.
        config.setKeyAlgorithms(keep(config.getKeyAlgorithms(), name -> !name.contains("-cert-") && !isSha1(name)));
        config.setMACFactories(keep(config.getMACFactories(), name -> name.startsWith("hmac-sha2-")));
        return config;
    }

    private static boolean isModernCipher(String name) {
        return name.startsWith("chacha20-poly1305") || name.matches("aes(128|192|256)-ctr");
    }

    private static boolean isSha1(String name) {
        return name.endsWith("sha1") || name.equals("ssh-rsa") || name.equals("ssh-dss");
    }

    private static <T> List<Factory.Named<T>> keep(List<Factory.Named<T>> all, Predicate<String> wanted) {
        return all.stream().filter(named(wanted)).toList();
    }

    private static <T> Predicate<Factory.Named<T>> named(Predicate<String> wanted) {
        return factory -> wanted.test(factory.getName());
    }
}
