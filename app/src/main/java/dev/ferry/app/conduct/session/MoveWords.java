package dev.ferry.app.conduct.session;

import dev.ferry.app.conduct.MoveOptions;
import dev.ferry.engine.resource.TcpPolicy;
import java.util.Locale;

/** A move as a command line of {@code ferry send}. */
final class MoveWords {
    private MoveWords() {}

    static String send(int pid, MoveOptions options, EnginePlace to) {
        return "send " + pid + policy(options) + " --max-downtime="
                + options.maxDowntime().toMillis() + " --max-rounds=" + options.maxRounds() + " --compress="
                + options.compress().name().toLowerCase(Locale.ROOT)
                + options.bandwidth()
                        .map(rate -> " --bandwidth=" + rate.strip().replace("/s", ""))
                        .orElse("")
                + " --to=" + to.word();
    }

    static String check(int pid, MoveOptions options) {
        return "send " + pid + " --check" + policy(options);
    }

    private static String policy(MoveOptions options) {
        String files = switch (options.existingFiles()) {
            case REFUSE -> "";
            case OVERWRITE -> " --overwrite";
            case USE_THEIRS -> " --use-theirs";
        };
        return options.tcp() == TcpPolicy.CLOSE ? files + " --tcp=close" : files;
    }
}
