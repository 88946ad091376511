package dev.ferry.app.migration;

import dev.ferry.app.conduct.Phase;
import dev.ferry.app.screen.Texts;
import java.util.Locale;
import java.util.Optional;

/** What a person sees of the phases, in this order. */
public enum Step {
    CHECK,
    COPY,
    FREEZE,
    RESTORE,
    COMMIT;

    /** The step to which a phase belongs; none if it leads away from the goal. */
    static Optional<Step> of(Phase phase) {
        return switch (phase) {
            case CONNECTING, CHECKING -> Optional.of(CHECK);
            case COPYING -> Optional.of(COPY);
            case FREEZING -> Optional.of(FREEZE);
            case RESTORING -> Optional.of(RESTORE);
            case COMMITTING, FINISHING, ASKING -> Optional.of(COMMIT);
            case ROLLING_BACK -> Optional.empty();
        };
    }

    /** Its name. */
    public String title() {
        return Texts.text("step." + name().toLowerCase(Locale.ROOT));
    }
}
