package dev.ferry.remote.install;

import java.util.Optional;

/** What a host is to somebody who wants to bring an engine there. */
sealed interface RemotePlatform {
    /** It can not run ours; the words say why and what to do, as the end of a sentence. */
    record Unsuitable(String why) implements RemotePlatform {}

    /** It has a ferry that did not come from here. */
    record Served(String path, String version) implements RemotePlatform {}

    /** It has this very version, and uses it. */
    record UpToDate() implements RemotePlatform {}

    /**
     * It can run ours and does not yet.
     *
     * @param replaces the version that it uses now
     * @param copied whether ours is there already and only not in use
     */
    record Suitable(Optional<String> replaces, boolean copied) implements RemotePlatform {}

    /** Judges a host by what it says of itself. */
    static RemotePlatform of(ProbeAnswer host, HeadlessImage image) {
        if (host.other().isPresent()) {
            String said = host.otherVersion();
            return new Served(host.other().get(), said.startsWith("ferry ") ? said.substring("ferry ".length()) : "");
        }
        if (host.current().filter(image.name()::equals).isPresent()) {
            return new UpToDate();
        }
        return obstacle(host, image)
                .<RemotePlatform>map(Unsuitable::new)
                .orElseGet(() -> new Suitable(host.current(), host.has()));
    }

    private static Optional<String> obstacle(ProbeAnswer host, HeadlessImage image) {
        return machine(host, image).or(() -> library(host, image)).or(() -> place(host, image));
    }

    private static Optional<String> machine(ProbeAnswer host, HeadlessImage image) {
        if (!host.system().equals("Linux")) {
            return Optional.of("it runs " + host.system() + ", and Ferry knows only Linux; choose a Linux host");
        }
        if (!host.machine().equals(image.machine())) {
            return Optional.of("its processor is " + host.machine() + ", and programs move only between "
                    + image.machine() + " hosts; choose such a host");
        }
        return Optional.empty();
    }

    private static Optional<String> library(ProbeAnswer host, HeadlessImage image) {
        String needed = "Ferry needs glibc " + image.glibc() + " or later";
        Optional<GlibcVersion> glibc = GlibcVersion.ofHost(host.libc());
        if (glibc.isEmpty()) {
            String library = host.libc().contains("musl") ? "musl" : "unknown (" + host.libc() + ")";
            return Optional.of("its C library is " + library + ", and " + needed + "; choose a host with glibc");
        }
        return glibc.filter(version -> version.compareTo(image.glibc()) < 0)
                .map(version -> "its C library is glibc " + version + ", and " + needed + "; upgrade its distribution");
    }

    private static Optional<String> place(ProbeAnswer host, HeadlessImage image) {
        if (!host.lacks().isEmpty()) {
            String programs = String.join(" and ", host.lacks());
            return Optional.of("it has no " + programs + "; install " + programs + " there");
        }
        if (host.unwritable()) {
            return Optional.of("this user may not write in " + host.place() + "; make it writable");
        }
        if (host.noexec()) {
            return Optional.of("no program may be executed in " + host.place()
                    + " (mounted noexec); let XDG_CACHE_HOME name another directory there");
        }
        long needed = image.bytesNeeded() >> 10;
        return host.has() || host.freeKiB().orElse(needed) >= needed
                ? Optional.empty()
                : Optional.of(host.place() + " has " + (host.freeKiB().getAsLong() >> 10)
                        + " MiB free, and Ferry needs " + (needed >> 10) + " MiB; make room there");
    }
}
