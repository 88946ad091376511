package dev.ferry.manual;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of a command and of all commands below it. */
final class ManualPage {
    private final Roff roff = new Roff();

    private ManualPage() {}

    /** In the man macros of troff. */
    static String of(CommandLine command) {
        ManualPage page = new ManualPage();
        page.head(command);
        page.commands(command);
        page.ending(command.getCommandSpec().usageMessage());
        return page.roff.toString();
    }

    private void head(CommandLine command) {
        String name = command.getCommandName();
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        String version = Commands.text(command.getCommandSpec().version());
        roff.title(name.toUpperCase(Locale.ROOT), 1, version, "User Commands");
        roff.section("NAME").text(name + " - " + asPhrase(Commands.text(usage.description())));
        roff.section("SYNOPSIS").text(synopsis(command));
        roff.section("OPTIONS OF ALL COMMANDS");
        options(Commands.options(command));
    }

    private void commands(CommandLine command) {
        roff.section("COMMANDS");
        Commands.below(command).forEach(this::command);
    }

    private void command(CommandLine command) {
        roff.subsection(synopsis(command));
        roff.text(Commands.text(command.getCommandSpec().usageMessage().description()));
        Commands.parameters(command)
                .forEach(parameter ->
                        roff.item(Roff.italic(parameter.paramLabel()), Commands.text(parameter.description())));
        options(Commands.options(command));
        Commands.below(command).forEach(this::command);
    }

    private void options(List<OptionSpec> options) {
        options.forEach(option -> roff.item(names(option), Commands.text(option.description())));
    }

    private void ending(UsageMessageSpec usage) {
        roff.section("EXIT STATUS");
        usage.exitCodeList().forEach((code, meaning) -> roff.item(Roff.bold(code), Commands.text(meaning)));
    }

    private static String names(OptionSpec option) {
        String names = Stream.of(option.names()).map(Roff::bold).collect(Collectors.joining(", "));
        String label = Commands.label(option);
        if (label.isEmpty()) return names;
        return option.arity().min() == 0 ? names + "[=" + Roff.italic(label) + ']' : names + ' ' + Roff.italic(label);
    }

    private static String synopsis(CommandLine command) {
        String synopsis = new Help(command.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF)).synopsis(0);
        return synopsis.replaceAll("\\s+", " ").strip();
    }

    private static String asPhrase(String sentence) {
        String phrase = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
        return phrase.substring(0, 1).toLowerCase(Locale.ROOT) + phrase.substring(1);
    }
}
