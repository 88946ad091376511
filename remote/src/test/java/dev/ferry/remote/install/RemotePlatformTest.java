package dev.ferry.remote.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemotePlatformTest {
    private static final HeadlessImage IMAGE = new HeadlessImage(
            Path.of("image"), "1.2", "x86_64", new GlibcVersion(2, 34), "0123456789abcdef", 40 << 20, 100 << 20);
    private static final String GOOD = "system Linux\nmachine x86_64\nlibc glibc 2.36\nplace /home/ann\nfree 900000\n";

    @Test
    void bringsItToAHostThatHasNone() throws IOException {
        assertThat(of(GOOD)).isEqualTo(new RemotePlatform.Suitable(Optional.empty(), false));
    }

    @Test
    void bringsItInPlaceOfAnotherVersion() throws IOException {
        assertThat(of(GOOD + "current 1.1-ba9876543210\n"))
                .isEqualTo(new RemotePlatform.Suitable(Optional.of("1.1-ba9876543210"), false));
        assertThat(of(GOOD + "current 1.1-ba9876543210\nhas 1.2-0123456789ab\n"))
                .isEqualTo(new RemotePlatform.Suitable(Optional.of("1.1-ba9876543210"), true));
    }

    @Test
    void leavesAloneWhatIsThere() throws IOException {
        assertThat(of(GOOD + "current 1.2-0123456789ab\n")).isEqualTo(new RemotePlatform.UpToDate());
        assertThat(of(GOOD + "other /usr/bin/ferry\nversion ferry 1.1\n"))
                .isEqualTo(new RemotePlatform.Served("/usr/bin/ferry", "1.1"));
        assertThat(of("system Linux\nother /usr/bin/ferry\nversion who knows\n"))
                .isEqualTo(new RemotePlatform.Served("/usr/bin/ferry", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "system Linux, system FreeBSD, 'it runs FreeBSD, and Ferry knows only Linux'",
        "machine x86_64, machine aarch64, its processor is aarch64",
        "libc glibc 2.36, libc glibc 2.17, 'its C library is glibc 2.17, and Ferry needs glibc 2.34 or later'",
        "libc glibc 2.36, libc ldd (GNU libc) 2.28, 'its C library is glibc 2.28'",
        "libc glibc 2.36, libc ld.so (GNU libc) stable release version 2.33., 'its C library is glibc 2.33'",
        "libc glibc 2.36, libc musl libc (x86_64), 'its C library is musl'",
        "libc glibc 2.36, libc, its C library is unknown",
        "free 900000, free 900000\\nlacks gzip\\nlacks tar, it has no gzip and tar; install gzip and tar there",
        "free 900000, free 900000\\nnoexec /home/ann, no program may be executed in /home/ann",
        "free 900000, free 900000\\nunwritable /home/ann, this user may not write in /home/ann",
        "free 900000, free 51200, '/home/ann has 50 MiB free, and Ferry needs 140 MiB; make room there'"
    })
    void saysWhyAHostCanNotHaveIt(String good, String bad, String why) throws IOException {
        String said = GOOD.replace(good, bad.replace("\\n", "\n"));
        assertThat(of(said))
                .isInstanceOfSatisfying(
                        RemotePlatform.Unsuitable.class,
                        unsuitable -> assertThat(unsuitable.why()).contains(why).contains("; "));
    }

    @Test
    void doesNotAskForRoomThatNobodyCouldTell() throws IOException {
        assertThat(of(GOOD.replace("free 900000", "free many"))).isInstanceOf(RemotePlatform.Suitable.class);
    }

    private static RemotePlatform of(String said) throws IOException {
        String text = "Welcome!\n" + (said + "end").replaceAll("(?m)^", "FERRY: ") + "\n";
        ScriptAnswer answer = ScriptAnswer.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "end");
        return RemotePlatform.of(ProbeAnswer.of(answer), IMAGE);
    }
}
