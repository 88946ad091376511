package dev.ferry.remote.install;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code probe.sh} said about a host.
 *
 * @param libc of {@code getconf GNU_LIBC_VERSION} or {@code ldd --version}
 * @param lacks programs that are needed and not there
 * @param other a ferry that did not come from here
 * @param otherVersion what that prints for {@code --version}
 * @param current the version in use that came from here
 * @param has whether the version in question is there, in use or not
 * @param place the directory in which ours would be made
 * @param freeKiB there; empty if nobody knows
 */
record ProbeAnswer(
        String system,
        String machine,
        String libc,
        List<String> lacks,
        Optional<String> other,
        String otherVersion,
        Optional<String> current,
        boolean has,
        String place,
        OptionalLong freeKiB,
        boolean unwritable,
        boolean noexec) {
    private static final String DIGITS = "\\d{1,18}";

    static ProbeAnswer of(ScriptAnswer said) {
        return new ProbeAnswer(
                said.first("system").orElse("an unknown system"),
                said.first("machine").orElse("unknown"),
                said.first("libc").orElse(""),
                said.all("lacks"),
                said.first("other"),
                said.first("version").orElse(""),
                said.first("current"),
                said.has("has"),
                said.first("place").orElse("the home directory"),
                said.first("free").filter(free -> free.matches(DIGITS)).stream()
                        .mapToLong(Long::parseLong)
                        .findFirst(),
                said.has("unwritable"),
                said.has("noexec"));
    }
}
