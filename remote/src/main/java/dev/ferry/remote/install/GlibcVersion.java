package dev.ferry.remote.install;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of the GNU C library, such as 2.36. */
record GlibcVersion(int major, int minor) implements Comparable<GlibcVersion> {
    private static final Pattern PLAIN = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})(?:\\.\\d{1,3})?");
    private static final Pattern GETCONF = Pattern.compile("glibc (\\S+)");
    private static final Pattern LDD = Pattern.compile("ldd \\([^)]*(?:GNU libc|GLIBC)[^)]*\\) (\\S+)");
    private static final Pattern LOADER =
            Pattern.compile("ld\\.so \\([^)]*(?:GNU libc|GLIBC)[^)]*\\) .* version (\\d+\\.\\d+)\\.?");

    /** Reads {@code 2.36}. */
    static Optional<GlibcVersion> parse(String text) {
        Matcher plain = PLAIN.matcher(text.strip());
        return plain.matches()
                ? Optional.of(new GlibcVersion(Integer.parseInt(plain.group(1)), Integer.parseInt(plain.group(2))))
                : Optional.empty();
    }

    /** Reads what {@code getconf GNU_LIBC_VERSION} prints, or the first line of {@code ldd --version} or {@code ld.so --version}; empty for other libraries. */
    static Optional<GlibcVersion> ofHost(String said) {
        for (Pattern form : new Pattern[] {GETCONF, LDD, LOADER}) {
            Matcher matcher = form.matcher(said);
            if (matcher.matches()) {
                return parse(matcher.group(1));
            }
        }
        return Optional.empty();
    }

    @Override
    public int compareTo(GlibcVersion other) {
        return Comparator.comparingInt(GlibcVersion::major)
                .thenComparingInt(GlibcVersion::minor)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
