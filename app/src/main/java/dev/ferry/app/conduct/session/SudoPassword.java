package dev.ferry.app.conduct.session;

import dev.ferry.app.LocalConnection;
import dev.ferry.app.conduct.PlainText;
import dev.ferry.remote.UserPrompts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The password of a user for sudo(8). It is handed over once and not kept: sudo remembers that it was right for some minutes, for this
 * process and those that it starts.
 */
final class SudoPassword {
    private static final int ATTEMPTS = 3;
    /** In the words of sudo, without the number before it. */
    private static final String WRONG = "incorrect password";

    private static final int SENTENCE = 300;

    private final LocalConnection machine;
    private final String user;
    private final UserPrompts prompts;

    SudoPassword(LocalConnection machine, String user, UserPrompts prompts) {
        this.machine = machine;
        this.user = user;
        this.prompts = prompts;
    }

    /**
     * Returns when {@code sudo -n} would not fail for want of a password.
     *
     * @throws IOException if the person gives up or may not use sudo
     */
    synchronized void need() throws IOException {
        if (isRemembered()) {
            return;
        }
        String question = "Password of " + user + ", to run Ferry as root on this machine";
        String answer = tell(ask(question));
        for (int attempt = 1; attempt < ATTEMPTS && answer.contains(WRONG); attempt++) {
            answer = tell(ask("That was not right. " + question));
        }
        if (!answer.isEmpty()) {
            throw new IOException("Ferry runs on as " + user + ", for sudo refuses (" + answer + ").");
        }
        requireMemory();
    }

    private boolean isRemembered() throws IOException {
        return run("sudo", "-n", "-v").isEmpty();
    }

    private void requireMemory() throws IOException {
        if (!isRemembered()) {
            throw new IOException("sudo remembers no password on this machine (timestamp_timeout of sudoers); let "
                    + user + " run ferry without one, or start the console as root.");
        }
    }

    private char[] ask(String question) throws IOException {
        return prompts.password(question)
                .orElseThrow(() -> new IOException("Nobody gave the password, so Ferry runs on as " + user + "."));
    }

    /** Empty if it was right, else what sudo said last. */
    private String tell(char[] password) throws IOException {
        try {
            return run(password, "sudo", "-S", "-p", "", "-v");
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private String run(String... command) throws IOException {
        return run(new char[0], command);
    }

    private String run(char[] line, String... command) throws IOException {
        Process process = start(machine.words(command));
        try (Writer in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
            in.write(line);
            in.write('\n');
        } catch (IOException hasNotWaitedForIt) {
            // Its exit status says whether that matters.
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return status(process) == 0 ? "" : lastLine(said);
    }

    /** Its words are looked at, so they must be English. */
    private static Process start(List<String> words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private static String lastLine(String said) {
        Optional<String> last = said.lines().reduce((before, line) -> line);
        return PlainText.of(last.orElse("without a word"), SENTENCE);
    }

    private static int status(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("sudo was not waited for");
        }
    }
}
