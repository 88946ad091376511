package dev.ferry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FerryCommandTest {
    @Test
    void aloneShowsItsCommandsOnStdout() {
        CommandRun ferry = CommandRun.of();
        assertThat(ferry.exitCode()).isZero();
        assertThat(ferry.out()).contains("migrate", "dump", "restore", "check", "resolve", "Exit codes");
        assertThat(ferry.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ps", "check", "migrate", "dump", "restore", "receive", "doctor", "host", "resolve", "demo"})
    void findsACommandWithoutTheOthers(String command) {
        CommandRun ferry = CommandRun.of("-v", command, "--help");
        assertThat(ferry.exitCode()).isZero();
        assertThat(ferry.out()).startsWith("Usage: ferry " + command);
    }

    @Test
    void aloneOpensTheConsoleWhereThereIsOne() {
        assertThat(FerryCommand.commandLine(new Interrupt(), Optional.of(() -> 7))
                        .execute())
                .isEqualTo(7);
    }

    @Test
    void hidesTheRehearsal() {
        assertThat(CommandRun.of("--help").out()).doesNotContain("rehearse", "settle", "in-sandbox");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "frobnicate",
                "dump",
                "dump 1",
                "dump 1 -D a -o b",
                "dump one -D a",
                "dump 1 -D a --leave-running --leave-stopped",
                "restore",
                "restore a --overwrite --use-theirs",
                "migrate 1",
                "migrate 1 -oProxyCommand=x",
                "migrate 1 user@:22",
                "migrate 1 host --compress gzip",
                "migrate 1 host --tcp perhaps",
                "migrate 1 host --bandwidth fast",
                "migrate 1 host --bandwidth 1",
                "check",
                "host",
                "host add",
                "host add -oProxyCommand=x",
                "host install user@",
                "doctor somewhere --install --ferry /opt/ferry",
                "ps --watch",
                "ps --json --watch 0",
                "ps --json --watch soon",
                "send",
                "send one",
                "settle ../../etc/passwd",
                "resolve --run-here --discard"
            })
    void badUsageIsTwoLinesAndExitCodeTwo(String line) {
        CommandRun ferry = CommandRun.of(Pattern.compile(" ").split(line));
        assertThat(ferry.exitCode()).isEqualTo(2);
        assertThat(ferry.out()).isEmpty();
        assertThat(ferry.err().lines().count()).isBetween(2L, 3L);
        assertThat(ferry.err()).contains("--help").doesNotContain("Exception");
    }

    @Test
    void missingCheckpointIsOneSentenceAndExitCodeOne() {
        CommandRun ferry = CommandRun.of("restore", "/no/such/checkpoint");
        assertThat(ferry.exitCode()).isEqualTo(1);
        assertThat(ferry.err()).isEqualTo("ferry: /no/such/checkpoint does not exist; check the name.\n");
    }

    @Test
    void stackTraceOnlyWithV() {
        assertThat(CommandRun.of("restore", "/no/such/checkpoint", "-v").err())
                .contains("NoSuchFileException", "\tat ");
    }
}
