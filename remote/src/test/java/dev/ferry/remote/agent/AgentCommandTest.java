package dev.ferry.remote.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentCommandTest {
    @Test
    void hasNothingInsideTheQuotesThatAnyLoginShellWouldRead() {
        String line = AgentCommand.usual().withSudo(true).shellLine("receive");
        assertThat(line).startsWith("sh -c '").endsWith("'");
        assertThat(line.substring(7, line.length() - 1)).doesNotContain("'", "\\", "!", "\n");
    }

    @Test
    void knowsWhatALineAsksFor() {
        AgentCommand usual = AgentCommand.usual();
        assertThat(AgentCommand.isAbout(usual.shellLine("receive"), "receive")).isTrue();
        assertThat(AgentCommand.isAbout(
                        usual.withSudo(true).withExecutable("/x").shellLine("receive"), "receive"))
                .isTrue();
        assertThat(AgentCommand.isAbout("ferry receive", "receive")).isTrue();
        for (String other :
                new String[] {usual.shellLine("watch"), usual.shellLine("receive -v"), "", "sh", "ferry ps"}) {
            assertThat(AgentCommand.isAbout(other, "receive")).as(other).isFalse();
        }
    }

    @Test
    void knowsWhichPidANamespaceIsToBeginWith() {
        AgentCommand usual = AgentCommand.usual();
        String command = AgentCommand.receiveInNamespace(20_000);
        assertThat(AgentCommand.firstPidIn(usual.shellLine(command))).hasValue(20_000);
        assertThat(AgentCommand.firstPidIn("ferry " + command)).hasValue(20_000);
        for (String other : new String[] {usual.shellLine("receive"), usual.shellLine(command + " -v"), "", "sh"}) {
            assertThat(AgentCommand.firstPidIn(other)).as(other).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "a'b", "a\"b", "$(id)", "`id`", "a;b", "a\nb", "a\\b", "~/x"})
    void refusesPathsThatAShellWouldRead(String path) {
        assertThatThrownBy(() -> AgentCommand.usual().withExecutable(path))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "send 1'", "send \"1\"", "send $(id)", "send `id`", "send 1; id", "send 1\nid", "send ~ !1"})
    void refusesWordsThatAShellWouldRead(String words) {
        assertThatThrownBy(() -> AgentCommand.usual().shellLine(words)).isInstanceOf(IllegalArgumentException.class);
    }
}
