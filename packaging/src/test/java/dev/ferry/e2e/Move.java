package dev.ferry.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Heartbeat} that was moved. All times in ms.
 *
 * @param noise the longest gap between two beats in the second before
 * @param felt the longest gap while it was moved
 * @param reported the downtime that ferry says
 * @param total of {@code ferry migrate}, from its start to its end
 * @param rounds how many rounds of pre-copy there were and why they ended, as far as ferry says
 */
record Move(double noise, double felt, double reported, double total, String rounds) {
    private static final long QUIET_MILLIS = 1000;

    static Move of(Heartbeat heartbeat, TestHost from, TestHost to, List<String> options) throws IOException {
        heartbeat.longestGap(from);
        pause();
        double noise = heartbeat.longestGap(from);
        List<String> command = new ArrayList<>(List.of("ferry", "migrate", "--json", heartbeat.pid(), to.hostName()));
        command.addAll(options);
        Timed migrate = Timed.run(from, command.toArray(String[]::new));
        double felt = heartbeat.longestGap(to);
        JsonNode answer = new ObjectMapper().readTree(migrate.out());
        double reported = answer.path("milliseconds").path("downtime").asDouble();
        return new Move(noise, felt, reported, migrate.milliseconds(), rounds(answer));
    }

    private static String rounds(JsonNode answer) {
        JsonNode preCopy = answer.path("preCopy");
        JsonNode rounds = preCopy.path("rounds");
        int count = rounds.isArray() ? rounds.size() : rounds.asInt();
        String reason = preCopy.path("stopReason").asText();
        return count == 0 ? "-" : count + (reason.isEmpty() ? "" : " (" + reason + ")");
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(QUIET_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
