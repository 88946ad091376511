package dev.ferry.engine.policy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The groups of this host, as getent(1) and id(1) know them: whatever directory nsswitch.conf(5) names counts too, as it does when
 * setpriv(1) gives a confined engine its groups. Groups are compared by number, since a name may have blanks in it.
 */
final class HostGroups implements Groups {
    private static final int UNKNOWN = 2;

    @Override
    public OptionalInt number(String name) throws IOException {
        Answer answer = ask("/usr/bin/getent", "group", "--", name);
        if (answer.exit == UNKNOWN) {
            return OptionalInt.empty();
        }
        String[] fields = answer.words("getent").split(":", -1);
        return OptionalInt.of(number(fields.length > 2 ? fields[2] : "", "getent"));
    }

    /** Of who came by sudo(8) as login gives them, of anybody else as this process has them. */
    @Override
    public Set<Integer> of(Caller caller) throws IOException {
        if (!caller.bySudo()) {
            return Set.copyOf(caller.groups());
        }
        Set<Integer> groups = new HashSet<>(caller.groups());
        String said = ask("/usr/bin/id", "-G", "--", "+" + Integer.toUnsignedString(caller.uid()))
                .words("id");
        for (String word : said.split(" +", -1)) {
            groups.add(number(word, "id"));
        }
        return groups;
    }

    /** What a program wrote, and how it ended. */
    private record Answer(int exit, String out) {
        String words(String program) throws PolicyException {
            if (exit != 0) {
                throw unknowable(program + " ended with " + exit, null);
            }
            return out.strip();
        }
    }

    private static Answer ask(String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(new ArrayList<>(List.of(command))).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), out);
        } catch (IOException e) {
            throw unknowable(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknowable("interrupted", e);
        }
    }

    private static int number(String word, String program) throws PolicyException {
        try {
            return Integer.parseUnsignedInt(word);
        } catch (NumberFormatException e) {
            throw unknowable(program + " said \"" + word + "\"", e);
        }
    }

    private static PolicyException unknowable(String why, Throwable cause) {
        return new PolicyException(
                "Who is in the groups of " + PolicyFile.PATH + " on the destination can not be found out (" + why
                        + "), so nothing is received; let root name users there.",
                cause);
    }
}
