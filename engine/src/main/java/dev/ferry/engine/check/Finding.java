package dev.ferry.engine.check;

import java.util.Comparator;

/**
 * One answer of a check.
 *
 * @param code what it is about, stable and for machines, such as {@code own-namespace}
 * @param object the pid, descriptor or path that it is about, as a message names it
 * @param cause what is wrong, as a predicate of the object; or a whole sentence that ends with a full stop
 * @param remedy what helps, as an imperative without full stop; empty if nothing does or the cause says it
 */
public record Finding(Severity severity, String code, String object, String cause, String remedy)
        implements Comparable<Finding> {
    /** The worst first, then by what they are about, so that an answer does not depend on the order of the checks. */
    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::severity)
            .thenComparing(Finding::object)
            .thenComparing(Finding::code)
            .thenComparing(Finding::cause)
            .thenComparing(Finding::remedy);

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }

    /** Whether it keeps the tree from being moved. */
    public boolean isBlocker() {
        return severity == Severity.BLOCKER;
    }

    /** All of it as one sentence for a person. */
    public String sentence() {
        if (cause.endsWith(".")) {
            return cause;
        }
        String upper = object.startsWith("/") ? object : capital(object);
        return upper + " " + cause + (remedy.isEmpty() ? "." : "; " + remedy + ".");
    }

    /** "fd 7" stays small: that is its name. */
    private static String capital(String text) {
        boolean keep = text.isEmpty() || text.startsWith("fd ");
        return keep ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
