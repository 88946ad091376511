package dev.ferry.engine.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the lines of a policy. A line is empty, or {@code receive USER|* none|own|any}, {@code receive group GROUP none|own|any},
 * {@code limit tasks COUNT} or {@code limit memory BYTES}, where {@code K}, {@code M} and {@code G} mean powers of 1024; {@code #} begins a
 * comment. What it does not understand refuses everything: a rule that somebody believes in must not be missing.
 */
final class PolicyParser {
    private static final String OTHERS = "*";
    private static final String ROOT = "root";
    private static final String GROUP = "group";
    /** What useradd(8) and groupadd(8) let be a name, and the numbers of those who have none. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,255}\\$?");

    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,15})([KMG]?)");
    private static final String UNITS = " KMG";

    private final String path;
    private final Map<String, Whose> users = new HashMap<>();
    private final List<GroupRule> groups = new ArrayList<>();
    private Whose others;
    private OptionalInt tasks = OptionalInt.empty();
    private OptionalLong memory = OptionalLong.empty();
    private int number;

    private PolicyParser(String path) {
        this.path = path;
    }

    /**
     * Understands the whole text.
     *
     * @param path what a message calls it
     */
    static ReceivePolicy parse(String path, String text) throws PolicyException {
        PolicyParser parser = new PolicyParser(path);
        for (String line : text.split("\n", -1)) {
            parser.number++;
            parser.line(line.replaceFirst("#.*", "").strip());
        }
        Whose everybody = parser.others == null ? Whose.OWN : parser.others;
        return new ReceivePolicy(parser.users, parser.groups, everybody, TreeLimits.of(parser.tasks, parser.memory));
    }

    private void line(String line) throws PolicyException {
        if (line.isEmpty()) {
            return;
        }
        List<String> words = List.of(line.split("[ \t]+"));
        if (words.size() == 4 && words.get(0).equals("receive") && words.get(1).equals(GROUP)) {
            receiveGroup(words.get(2), words.get(3));
            return;
        }
        if (words.size() != 3) {
            throw wrong("has " + words.size() + " words instead of three");
        }
        switch (words.get(0)) {
            case "receive" -> receive(words.get(1), words.get(2));
            case "limit" -> limit(words.get(1), words.get(2));
            default -> throw wrong("begins with \"" + words.get(0) + "\" instead of receive or limit");
        }
    }

    private void receive(String user, String word) throws PolicyException {
        if (!user.equals(OTHERS) && !NAME.matcher(user).matches()) {
            throw wrong("has \"" + user + "\" where a user or * has to be");
        }
        Whose whose = whose(word);
        if (user.equals(ROOT) && whose == Whose.OWN) {
            throw wrong("would keep root to its own programs, which nothing can");
        }
        boolean again = user.equals(OTHERS) ? others != null : users.containsKey(user);
        if (again) {
            throw wrong("is the second one about " + user);
        }
        if (user.equals(OTHERS)) {
            others = whose;
        } else {
            users.put(user, whose);
        }
    }

    private void receiveGroup(String group, String word) throws PolicyException {
        if (!NAME.matcher(group).matches()) {
            throw wrong("has \"" + group + "\" where a group has to be");
        }
        if (groups.stream().anyMatch(rule -> rule.group().equals(group))) {
            throw wrong("is the second one about the group " + group);
        }
        groups.add(new GroupRule(group, whose(word), "Line " + number + " of " + path));
    }

    private Whose whose(String word) throws PolicyException {
        return Whose.of(word).orElseThrow(() -> wrong("has \"" + word + "\" instead of none, own or any"));
    }

    private void limit(String what, String amount) throws PolicyException {
        boolean again = what.equals("tasks") ? tasks.isPresent() : memory.isPresent();
        switch (what) {
            case "tasks" -> tasks = OptionalInt.of(Math.toIntExact(Math.min(Integer.MAX_VALUE, number(amount, ""))));
            case "memory" -> memory = OptionalLong.of(number(amount, UNITS));
            default -> throw wrong("limits \"" + what + "\" instead of tasks or memory");
        }
        if (again) {
            throw wrong("is the second limit of " + what);
        }
    }

    private long number(String amount, String units) throws PolicyException {
        Matcher match = AMOUNT.matcher(amount);
        if (!match.matches() || (units.isEmpty() && !match.group(2).isEmpty())) {
            throw wrong("has \"" + amount + "\" instead of "
                    + (units.isEmpty() ? "a number" : "a number of bytes such as 512M"));
        }
        int power = match.group(2).isEmpty() ? 0 : UNITS.indexOf(match.group(2));
        try {
            return Math.multiplyExact(Long.parseLong(match.group(1)), 1L << (10 * power));
        } catch (ArithmeticException e) {
            throw wrong("has \"" + amount + "\", which is more than there can be");
        }
    }

    private PolicyException wrong(String what) {
        return new PolicyException("Line " + number + " of " + path + " on the destination " + what
                + ", so nothing is received; let root correct it.");
    }
}
