package dev.ferry.engine.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTest {
    @Test
    void readsACapturedProcess() throws IOException {
        Status status = Status.parse(Captured.text("status"));
        assertThat(status.name()).isEqualTo("cat");
        assertThat(status.umask()).hasValue(0022);
        assertThat(status.state()).isEqualTo('R');
        assertThat(status.uids()).isEqualTo(new Ids(0, 0, 0, 0));
        assertThat(status.groups()).isEmpty();
        assertThat(status.nsPid()).containsExactly(status.pid());
        assertThat(status.capEff()).isEqualTo(0x1fffeffffffL);
        assertThat(status.noNewPrivs()).hasValue(false);
        assertThat(status.seccomp()).hasValue(0);
        assertThat(status.thpEnabled()).hasValue(true);
        assertThat(status.vmRssKiB()).isPresent();
    }

    @Test
    void readsAZombieWithoutMemory() throws IOException {
        Status status = Status.parse(Captured.text("zombie-status"));
        assertThat(status.state()).isEqualTo('Z');
        assertThat(status.vmRssKiB()).isEmpty();
        assertThat(status.umask()).isEmpty();
        assertThat(status.sigIgn()).isEqualTo(0x1001000);
    }

    @Test
    void readsAKernelThread() throws IOException {
        assertThat(Status.parse(Captured.text("kthread-status")).vmRssKiB()).isEmpty();
    }

    @Test
    void readsIdsGroupsAndNamespaces() throws IOException {
        Status status = Status.parse(with("Uid", "1\t2\t3\t4294967294")
                .replaceFirst("Gid:.*", "Gid:\t5\t6\t7\t8")
                .replaceFirst("Groups:.*", "Groups:\t4 24 27 ")
                .replaceFirst("NSpid:.*", "NSpid:\t900\t12\t1"));
        assertThat(status.uids()).isEqualTo(new Ids(1, 2, 3, -2));
        assertThat(status.gids()).isEqualTo(new Ids(5, 6, 7, 8));
        assertThat(status.groups()).containsExactly(4, 24, 27);
        assertThat(status.nsPid()).containsExactly(900, 12, 1);
    }

    @Test
    void readsSignalMasksApart() throws IOException {
        Status status = Status.parse(with("SigPnd", "0000000000000001")
                .replaceFirst("ShdPnd:.*", "ShdPnd:\t8000000000000000")
                .replaceFirst("SigBlk:.*", "SigBlk:\t0000000000000004"));
        assertThat(status.sigPnd()).isEqualTo(1);
        assertThat(status.shdPnd()).isEqualTo(Long.MIN_VALUE);
        assertThat(status.sigBlk()).isEqualTo(4);
    }

    @Test
    void putsEscapedNamesBack() throws IOException {
        assertThat(Status.parse(with("Name", "a\\\\\\\\n\\\\nb: c")).name()).isEqualTo("a\\n\nb: c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Umask", "NStgid", "NSpid", "NSpgid", "NSsid", "CapAmb", "NoNewPrivs", "Seccomp", "THP_enabled"})
    void allowsWhatOlderKernelsDoNotPrint(String key) throws IOException {
        assertThat(Status.parse(without(key)).name()).isEqualTo("cat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Name", "State", "Pid", "PPid", "Uid", "Gid", "Groups", "Threads", "SigBlk", "CapBnd"})
    void refusesAMissingField(String key) {
        assertThatThrownBy(() -> Status.parse(without(key)))
                .isInstanceOf(ProcfsException.class)
                .hasMessageContaining(key + " is missing");
    }

    @Test
    void namesTheLineOfAMisreadField() {
        assertThatThrownBy(() -> Status.parse(with("Umask", "9"))).hasMessageContaining("status, line 2: Umask '9'");
        assertThatThrownBy(() -> Status.parse(with("Uid", "1\t2\t3"))).hasMessageContaining("Uid has 3 ids");
        assertThatThrownBy(() -> Status.parse(with("NoNewPrivs", "2"))).hasMessageContaining("NoNewPrivs is 2");
        assertThatThrownBy(() -> Status.parse(with("VmRSS", "12 MB"))).hasMessageContaining("VmRSS '12 MB'");
        assertThatThrownBy(() -> Status.parse(with("State", "running"))).hasMessageContaining("State 'running'");
    }

    @Test
    void refusesAFieldThatStandsTwice() {
        assertThatThrownBy(() -> Status.parse(Captured.text("status") + "Pid:\t1\n"))
                .hasMessageContaining("Pid stands twice");
    }

    private static String with(String key, String value) throws IOException {
        return Captured.text("status").replaceFirst("(?m)^" + key + ":.*", key + ":\t" + value);
    }

    private static String without(String key) throws IOException {
        return Captured.text("status").replaceFirst("(?m)^" + key + ":.*\n", "");
    }
}
