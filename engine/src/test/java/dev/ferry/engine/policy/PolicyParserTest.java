package dev.ferry.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
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
        assertThat(grants(policy, caller("alice"))).isEqualTo(Whose.OWN);
        assertThat(grants(policy, caller("bob"))).isEqualTo(Whose.ANY);
        assertThat(grants(policy, caller("mallory"))).isEqualTo(Whose.NONE);
        assertThat(policy.limits()).isEqualTo(TreeLimits.of(OptionalInt.of(300), OptionalLong.of(8L << 30)));
    }

    @Test
    void anEmptyPolicyIsTheUsualOne() throws Exception {
        assertThat(parse("\n# nothing\n")).isEqualTo(ReceivePolicy.usual());
        assertThat(grants(ReceivePolicy.usual(), caller("alice"))).isEqualTo(Whose.OWN);
    }

    @Test
    void whatIsSaidOfOthersIsNotSaidOfRoot() throws Exception {
        Caller root = new Caller(0, 0, List.of(0), "root", false);
        assertThat(grants(parse("receive * none"), root)).isEqualTo(Whose.ANY);
        assertThat(grants(parse("receive root none"), root)).isEqualTo(Whose.NONE);
    }

    /** Alice is in staff and games; of several lines that fit the first one counts, and her own before all. */
    @Test
    void groupsAreAskedBetweenTheUserAndEverybody() throws Exception {
        Caller alice = caller("alice");
        assertThat(grants(parse("receive * none\nreceive group staff own"), alice))
                .isEqualTo(Whose.OWN);
        assertThat(grants(parse("receive group games any\nreceive group staff none"), alice))
                .isEqualTo(Whose.ANY);
        assertThat(grants(parse("receive group staff none\nreceive group games any"), alice))
                .isEqualTo(Whose.NONE);
        assertThat(grants(parse("receive group staff any\nreceive alice none"), alice))
                .isEqualTo(Whose.NONE);
        assertThat(grants(parse("receive group admin any\nreceive * none"), alice))
                .isEqualTo(Whose.NONE);
        Caller root = new Caller(0, 0, List.of(50), "root", false);
        assertThat(grants(parse("receive group staff none"), root)).isEqualTo(Whose.ANY);
    }

    /** It may be the one that was to keep somebody out. */
    @Test
    void refusesAGroupThatTheHostDoesNotHave() throws Exception {
        ReceivePolicy policy = parse("receive group staff own\nreceive group stuff none");
        assertThatThrownBy(() -> grants(policy, caller("alice")))
                .isInstanceOf(PolicyException.class)
                .hasMessage("Line 2 of /etc/test on the destination is about the group stuff, which that host does not"
                        + " have, so nothing is received; let root correct it.");
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
                "receive group staff      | has \"staff\" instead of",
                "receive group * none     | has \"*\" where a group",
                "receive group bob any now| has 5 words",
                "receive users bob any    | has 4 words",
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
        assertThatThrownBy(() -> parse("receive group bob own\nreceive group bob own"))
                .hasMessageContaining("Line 2");
    }

    private static Whose grants(ReceivePolicy policy, Caller caller) throws IOException {
        return policy.grants(caller, new KnownGroups());
    }

    private static ReceivePolicy parse(String text) throws PolicyException {
        return PolicyParser.parse("/etc/test", text);
    }

    private static Caller caller(String name) {
        return new Caller(1000, 1000, List.of(1000), name, true);
    }

    /** Three groups of a host where everybody is in two of them. */
    private static final class KnownGroups implements Groups {
        private static final Map<String, Integer> NUMBERS = Map.of("staff", 50, "games", 60, "admin", 70);

        @Override
        public OptionalInt number(String name) {
            return NUMBERS.containsKey(name) ? OptionalInt.of(NUMBERS.get(name)) : OptionalInt.empty();
        }

        @Override
        public Set<Integer> of(Caller caller) {
            return Set.of(50, 60);
        }
    }
}
