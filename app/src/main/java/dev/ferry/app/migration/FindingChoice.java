package dev.ferry.app.migration;

import dev.ferry.app.conduct.MoveOptions;
import dev.ferry.app.screen.Texts;
import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.resource.TcpPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a person can do about a finding with one click. The codes are those of docs/FINDINGS.md. */
public enum FindingChoice {
    USE_THEIRS("file-differs"),
    OVERWRITE("file-differs"),
    CLOSE_CONNECTIONS("connection-outside"),
    KEEP_CONNECTIONS("connection-outside"),
    PID_NAMESPACE("pid-taken");

    private final String code;

    FindingChoice(String code) {
        this.code = code;
    }

    /** Those that help against it; none if it is no blocker. */
    public static List<FindingChoice> against(Finding finding) {
        return Arrays.stream(values())
                .filter(choice -> finding.isBlocker() && choice.code.equals(finding.code()))
                .toList();
    }

    /** The way to move with it. */
    public MoveOptions in(MoveOptions options) {
        return switch (this) {
            case USE_THEIRS -> options.withExistingFiles(ExistingFilePolicy.USE_THEIRS);
            case OVERWRITE -> options.withExistingFiles(ExistingFilePolicy.OVERWRITE);
            case CLOSE_CONNECTIONS -> options.withTcp(TcpPolicy.CLOSE);
            case KEEP_CONNECTIONS -> options.withTcp(TcpPolicy.KEEP);
            case PID_NAMESPACE -> options.inPidNamespace();
        };
    }

    /** Its name on a button. */
    String title() {
        return Texts.text("choice." + id());
    }

    /** For the node of its button. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
