package dev.ferry.engine.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whose programs somebody may bring. */
public enum Whose {
    /** Nobody's. */
    NONE,
    /** Those of the same user, without a privilege. */
    OWN,
    /** Everybody's, root's included: who may do that is root. */
    ANY;

    /** As a policy writes it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Whose> of(String word) {
        return Arrays.stream(values())
                .filter(whose -> whose.word().equals(word))
                .findFirst();
    }
}
