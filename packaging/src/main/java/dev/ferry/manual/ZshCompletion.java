package dev.ferry.manual;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A completion function of zsh, zshcompsys(1): one function a command, each a call of {@code _arguments}. */
final class ZshCompletion {
    private final StringBuilder script = new StringBuilder();

    private ZshCompletion() {}

    /** The file {@code _NAME} for a directory of {@code fpath}. */
    static String of(CommandLine command) {
        ZshCompletion completion = new ZshCompletion();
        completion.script.append("#compdef ").append(command.getCommandName()).append('\n');
        completion.function(command, "_" + command.getCommandName());
        completion.script.append("\n_").append(command.getCommandName()).append(" \"$@\"\n");
        return completion.script.toString();
    }

    private void function(CommandLine command, String name) {
        List<CommandLine> below = Commands.below(command);
        below.forEach(one -> function(one, name + "_" + one.getCommandName()));
        script.append('\n').append(name).append("() {\n");
        if (below.isEmpty()) {
            arguments(command, positions(command));
        } else {
            script.append("    local line state\n");
            arguments(command, Stream.of("'1:command:->command'", "'*::argument:->argument'"));
            choice(below, name);
        }
        script.append("}\n");
    }

    private void arguments(CommandLine command, Stream<String> positions) {
        Stream<String> options = Commands.options(command).stream().flatMap(ZshCompletion::option);
        String words = Stream.concat(options, positions).collect(Collectors.joining(" \\\n        "));
        script.append("    _arguments -s -C \\\n        ").append(words).append('\n');
    }

    private void choice(List<CommandLine> below, String name) {
        script.append("    case $state in\n    command)\n        local -a commands=(\n");
        below.forEach(one -> script.append("            ")
                .append(quoted(one.getCommandName() + ':' + description(one)))
                .append('\n'));
        script.append("        )\n        _describe command commands ;;\n");
        String function = name + "_$line[1]";
        script.append("    argument) (( $+functions[").append(function).append("] )) && ");
        script.append(function).append(" ;;\n    esac\n");
    }

    private static Stream<String> option(OptionSpec option) {
        String text = "[" + escaped(Commands.text(option.description())) + "]";
        return Stream.of(option.names()).map(name -> quoted(name + joint(name, option) + text + value(option)));
    }

    /** How the value may stand behind the name: of a long option behind a sign, or as a word of its own if it must be there. */
    private static String joint(String name, OptionSpec option) {
        if (Commands.label(option).isEmpty() || !name.startsWith("--")) return "";
        return option.arity().min() == 0 ? "=-" : "=";
    }

    private static String value(OptionSpec option) {
        String label = Commands.label(option);
        if (label.isEmpty()) return "";
        return (option.arity().min() == 0 ? "::" : ":") + label + ":" + action(label);
    }

    private static Stream<String> positions(CommandLine command) {
        return Commands.parameters(command).stream().map(ZshCompletion::position);
    }

    private static String position(PositionalParamSpec parameter) {
        String colons = parameter.arity().min() == 0 ? "::" : ":";
        return quoted(colons + parameter.paramLabel() + ":" + action(parameter.paramLabel()));
    }

    /** What zsh knows of such a thing; words that are listed are the label itself, as in {@code none|zstd}. */
    private static String action(String label) {
        if (label.contains("|")) return "(" + label.replace('|', ' ') + ")";
        return switch (label) {
            case "PID" -> "_pids";
            case "HOST" -> "_hosts";
            case "DIR" -> "_directories";
            case "FILE", "PATH", "CHECKPOINT" -> "_files";
            default -> "";
        };
    }

    private static String description(CommandLine command) {
        String text = Commands.text(command.getCommandSpec().usageMessage().description());
        return text.replaceFirst("[.] .*", ".");
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
