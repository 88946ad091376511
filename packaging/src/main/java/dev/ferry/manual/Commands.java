package dev.ferry.manual;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What a person is shown of picocli's model: nothing that is hidden, texts as plain text. */
final class Commands {
    private Commands() {}

    /** The commands below this one, in the order of its help. */
    static List<CommandLine> below(CommandLine command) {
        return command.getSubcommands().values().stream()
                .filter(below -> !below.getCommandSpec().usageMessage().hidden())
                .distinct()
                .toList();
    }

    /** Its options; those that every command has only if this is the one above all. */
    static List<OptionSpec> options(CommandLine command) {
        boolean first = command.getParent() == null;
        return command.getCommandSpec().options().stream()
                .filter(Predicate.not(ArgSpec::hidden))
                .filter(option -> first || !(option.inherited() || option.usageHelp() || option.versionHelp()))
                .toList();
    }

    /** Its parameters, in order. */
    static List<PositionalParamSpec> parameters(CommandLine command) {
        return command.getCommandSpec().positionalParameters().stream()
                .filter(Predicate.not(ArgSpec::hidden))
                .toList();
    }

    /** Lines of a description as one paragraph. */
    static String text(String... lines) {
        return Stream.of(lines)
                .map(line -> Ansi.OFF
                        .string(line)
                        .replace("%n", " ")
                        .replace("%%", "%")
                        .strip())
                .filter(Predicate.not(String::isEmpty))
                .collect(Collectors.joining(" "));
    }

    /** What follows an option, such as {@code FILE}; empty if nothing does. */
    static String label(OptionSpec option) {
        return option.arity().max() == 0 ? "" : option.paramLabel();
    }
}
