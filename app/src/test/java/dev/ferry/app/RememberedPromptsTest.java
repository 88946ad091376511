package dev.ferry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.remote.HostKeyQuestion;
import dev.ferry.remote.UserPrompts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RememberedPromptsTest {
    private int questions;

    private final RememberedPrompts prompts = new RememberedPrompts(new UserPrompts() {
        @Override
        public boolean trustHostKey(HostKeyQuestion question) {
            questions++;
            return true;
        }

        @Override
        public Optional<char[]> password(String prompt) {
            questions++;
            return Optional.of("secret".toCharArray());
        }

        @Override
        public Optional<char[]> passphrase(Path key) {
            return Optional.empty();
        }

        @Override
        public Optional<char[]> answer(String prompt, boolean echo) {
            return Optional.empty();
        }
    });

    @Test
    void givesTheSameAnswerAgainAfterTheFirstWasOverwritten() {
        Arrays.fill(prompts.password("me@web2's password: ").orElseThrow(), ' ');
        prompts.askNoMore();
        assertThat(prompts.password("me@web2's password: "))
                .hasValueSatisfying(again -> assertThat(again).containsExactly("secret".toCharArray()));
        assertThat(questions).isEqualTo(1);
    }

    @Test
    void declinesWhatItWasNotAskedBefore() {
        prompts.askNoMore();
        assertThat(prompts.password("me@web2's password: ")).isEmpty();
        assertThat(prompts.trustHostKey(null)).isFalse();
        assertThat(questions).isZero();
    }
}
