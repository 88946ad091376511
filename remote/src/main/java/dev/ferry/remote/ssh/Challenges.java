package dev.ferry.remote.ssh;

import dev.ferry.remote.UserPrompts;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.userauth.method.ChallengeResponseProvider;
import net.schmizz.sshj.userauth.password.Resource;

/** Answers keyboard-interactive questions (RFC 4256) by asking the person; up to three rounds. */
final class Challenges implements ChallengeResponseProvider {
    private static final int ROUNDS = 3;

    private final UserPrompts prompts;
    private int rounds;
    private boolean declined;
    private String instruction = "";

    Challenges(UserPrompts prompts) {
        this.prompts = prompts;
    }

    @Override
    public List<String> getSubmethods() {
        return List.of();
    }

    @Override
    @SuppressWarnings("rawtypes") // SSHJ declares the parameter raw
    public void init(Resource resource, String name, String text) {
        rounds++;
        instruction = text + " ";
    }

    @Override
    public char[] getResponse(String prompt, boolean echo) {
        Optional<char[]> answer = declined ? Optional.empty() : prompts.answer(plain(instruction + prompt), echo);
        declined = answer.isEmpty();
        return answer.orElse(new char[0]);
    }

    private static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }

    @Override
    public boolean shouldRetry() {
        return !declined && rounds < ROUNDS;
    }
}
