package dev.ferry.app.conduct.session;

import dev.ferry.app.conduct.MoveOptions;
import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.pidns.FirstPid;
import dev.ferry.engine.resource.TcpPolicy;
import dev.ferry.remote.agent.AgentCommand;
import java.util.Locale;
import java.util.Set;

/** What is asked for, as command lines of ferry. */
final class MoveWords {
    private MoveWords() {}

    static String send(int pid, MoveOptions options, EnginePlace to) {
        return "send " + pid + policy(options) + " --max-downtime="
                + options.maxDowntime().toMillis() + " --max-rounds=" + options.maxRounds()
                + (options.throttle() ? " --throttle" : "") + " --compress="
                + options.compress().name().toLowerCase(Locale.ROOT)
                + options.bandwidth()
                        .map(rate -> " --bandwidth=" + rate.strip().replace("/s", ""))
                        .orElse("")
                + " --to=" + to.word();
    }

    static String check(int pid, MoveOptions options) {
        return "send " + pid + " --check" + policy(options);
    }

    /** The other end of both. */
    static String receive(int pid, MoveOptions options) {
        return options.pidNamespace() ? AgentCommand.receiveInNamespace(FirstPid.awayFrom(Set.of(pid))) : "receive";
    }

    /** A checkpoint on standard output. */
    static String save(int pid, boolean leaveRunning) {
        return "dump " + pid + " -o - --conducted" + (leaveRunning ? " --leave-running" : "");
    }

    /** A checkpoint from standard input. */
    static String restore(ExistingFilePolicy existingFiles) {
        return "restore - --conducted" + policy(existingFiles);
    }

    private static String policy(MoveOptions options) {
        String tcp = options.tcp() == TcpPolicy.REFUSE
                ? ""
                : " --tcp=" + options.tcp().name().toLowerCase(Locale.ROOT);
        return policy(options.existingFiles()) + tcp;
    }

    private static String policy(ExistingFilePolicy policy) {
        return switch (policy) {
            case REFUSE -> "";
            case OVERWRITE -> " --overwrite";
            case USE_THEIRS -> " --use-theirs";
        };
    }
}
