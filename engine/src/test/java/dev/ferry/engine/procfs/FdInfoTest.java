package dev.ferry.engine.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FdInfoTest {
    @Test
    void readsAnEventfd() throws IOException {
        FdInfo info = FdInfo.parse(Captured.text("fdinfo-eventfd"));
        assertThat(info.flags()).isEqualTo(02000002);
        assertThat(info.cloexec()).isTrue();
        assertThat(info.mntId()).isEqualTo(17);
        assertThat(info.ino()).hasValue(1038);
        assertThat(info.value("eventfd-count")).hasValue("5");
    }

    @Test
    void readsTheTargetsOfAnEpoll() throws IOException {
        FdInfo info = FdInfo.parse(Captured.text("fdinfo-epoll"));
        assertThat(info.values("tfd")).singleElement().asString().startsWith("3 events:       19 data:");
    }

    @Test
    void readsTheWatchesOfAnInotify() throws IOException {
        FdInfo info = FdInfo.parse(Captured.text("fdinfo-inotify"));
        assertThat(info.cloexec()).isFalse();
        assertThat(info.value("inotify wd")).get().asString().startsWith("1 ino:3f7e8 sdev:fe00000 mask:2");
    }

    @Test
    void readsThePidOfAPidfd() throws IOException {
        assertThat(FdInfo.parse(Captured.text("fdinfo-pidfd")).value("Pid")).hasValue("7287");
    }

    @Test
    void readsThePositionAndLocksOfAFile() throws IOException {
        FdInfo info = FdInfo.parse(Captured.text("fdinfo-locked"));
        assertThat(info.pos()).isEqualTo(7);
        assertThat(info.values("lock")).containsExactly("1: FLOCK  ADVISORY  WRITE 7287 fe:00:2148517 0 EOF");
    }

    @Test
    void keepsLinesInOrderAndWithoutColon() throws IOException {
        FdInfo info = FdInfo.parse("pos:\t0\nflags:\t02\nmnt_id:\t1\ntfd: 5 a\nodd line\ntfd: 4 b\n");
        assertThat(info.ino()).isEmpty();
        assertThat(info.fields())
                .containsExactly(
                        new FdInfo.Field("tfd", "5 a"),
                        new FdInfo.Field("odd line", ""),
                        new FdInfo.Field("tfd", "4 b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"flags:\t02\nmnt_id:\t1\n", "pos:\t0\nmnt_id:\t1\n", "pos:\t0\nflags:\t02\n", ""})
    void refusesAMissingField(String text) {
        assertThatThrownBy(() -> FdInfo.parse(text))
                .isInstanceOf(ProcfsException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void refusesFlagsThatAreNotOctal() {
        assertThatThrownBy(() -> FdInfo.parse("pos:\t0\nflags:\t0298\nmnt_id:\t1\n"))
                .hasMessageContaining("fdinfo, line 2: flags '0298'");
    }
}
