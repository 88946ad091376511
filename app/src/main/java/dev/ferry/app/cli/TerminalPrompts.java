package dev.ferry.app.cli;

import dev.ferry.remote.HostKeyQuestion;
import dev.ferry.remote.UserPrompts;
import java.io.Console;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Asks the person at the terminal; without one every question is declined. */
final class TerminalPrompts implements UserPrompts {
    // Present only if both standard input and output are a terminal: otherwise this is a script.
    private final Optional<Console> console = Optional.ofNullable(System.console());

    @Override
    public boolean trustHostKey(HostKeyQuestion question) {
        if (console.isEmpty()) {
            return false;
        }
        String warning = question.otherTypeKnown() ? " It is known by keys of other types: be careful." : "";
        String answer = console.get()
                .readLine(
                        "The host %s is not known. Its %s key is %s.%s%nTrust it from now on (yes/no)? ",
                        question.host(), question.keyType(), question.fingerprint(), warning);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).equals("yes");
    }

    @Override
    public Optional<char[]> password(String prompt) {
        return secret(prompt);
    }

    @Override
    public Optional<char[]> passphrase(Path key) {
        return secret("Passphrase of " + key + ": ");
    }

    @Override
    public Optional<char[]> answer(String prompt, boolean echo) {
        if (!echo) {
            return secret(prompt);
        }
        return console.map(terminal -> terminal.readLine("%s", Printable.of(prompt)))
                .map(String::toCharArray);
    }

    private Optional<char[]> secret(String prompt) {
        return console.map(terminal -> terminal.readPassword("%s", Printable.of(prompt)));
    }
}
