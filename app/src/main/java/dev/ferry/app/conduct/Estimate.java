package dev.ferry.app.conduct;

/**
 * Whether a tree will probably fit on a host.
 *
 * @param sentence why not, or what is uncertain; empty if nothing speaks against it
 */
public record Estimate(Answer answer, String sentence) {
    /** What is known. */
    public enum Answer {
        FITS,
        /** Nothing is known against it, and something is not known yet. */
        MAYBE,
        DOES_NOT_FIT
    }

    /** Nothing speaks against it. */
    public static final Estimate FITS = new Estimate(Answer.FITS, "");

    /** Something is not known. */
    public static Estimate maybe(String sentence) {
        return new Estimate(Answer.MAYBE, sentence);
    }

    /** It can not go there. */
    public static Estimate no(String sentence) {
        return new Estimate(Answer.DOES_NOT_FIT, sentence);
    }
}
