package dev.ferry.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyParserTest {
    @Test
    void readsRulesLimitsAndComments() throws Exception {
        ReceivePolicy policy = parse("""
                # whom we serve
                receive *     none
                receive alice own   # with her programs

                receive\tbob any
                limit tasks 300
                limit memory 8G
                """);
        assertThat(policy.grants(caller("alice"))).isEqualTo(Whose.OWN);
        assertThat(policy.grants(caller("bob"))).isEqualTo(Whose.ANY);
        assertThat(policy.grants(caller("mallory"))).isEqualTo(Whose.NONE);
        assertThat(policy.limits()).isEqualTo(TreeLimits.of(OptionalInt.of(300), OptionalLong.of(8L << 30)));
    }

    @Test
    void anEmptyPolicyIsTheUsualOne() throws Exception {
        assertThat(parse("\n# nothing\n")).isEqualTo(ReceivePolicy.usual());
        assertThat(ReceivePolicy.usual().grants(caller("alice"))).isEqualTo(Whose.OWN);
    }

    @Test
    void whatIsSaidOfOthersIsNotSaidOfRoot() throws Exception {
        Caller root = new Caller(0, 0, List.of(0), "root", false);
        assertThat(parse("receive * none").grants(root)).isEqualTo(Whose.ANY);
        assertThat(parse("receive root none").grants(root)).isEqualTo(Whose.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "recieve alice any        | begins with \"recieve\"",
                "receive alice            | has 2 words",
                "receive alice any twice  | has 4 words",
                "receive alice ANY        | has \"ANY\"",
                "receive %staff any       | has \"%staff\"",
                "receive root own         | would keep root",
                "limit cpus 3             | limits \"cpus\"",
                "limit tasks 3K           | has \"3K\"",
                "limit tasks -1           | has \"-1\"",
                "limit memory 8T          | has \"8T\"",
                "limit memory 999999999999999G | more than there can be"
            })
    void refusesALineThatItDoesNotUnderstandByItsNumber(String line, String why) {
        assertThatThrownBy(() -> parse("receive bob own\n\n" + line + "\n"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("Line 3 of /etc/test on the destination ")
                .hasMessageContaining(why)
                .hasMessageEndingWith("so nothing is received; let root correct it.");
    }

    @Test
    void refusesASecondLineAboutTheSame() {
        assertThatThrownBy(() -> parse("receive bob own\nreceive bob any")).hasMessageContaining("Line 2");
        assertThatThrownBy(() -> parse("receive * own\nreceive * own")).hasMessageContaining("Line 2");
        assertThatThrownBy(() -> parse("limit memory 1\nlimit memory 1")).hasMessageContaining("Line 2");
    }

    private static ReceivePolicy parse(String text) throws PolicyException {
        return PolicyParser.parse("/etc/test", text);
    }

    private static Caller caller(String name) {
        return new Caller(1000, 1000, List.of(1000), name, true);
    }
}
