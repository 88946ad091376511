package dev.ferry.engine.migrate;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How the user reached the other host; the engine only keeps it for the next command.
 *
 * @param host as it was typed; empty if it is not known
 * @param options of the command line that go with it
 */
public record Route(String host, List<String> options) {
    /** Nobody knows. */
    public static final Route NONE = new Route("", List.of());

    public Route {
        options = List.copyOf(options);
    }

    public boolean isKnown() {
        return !host.isEmpty();
    }

    /** One line of words without spaces. */
    String text() {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(host), options.stream())
                .map(word -> URLEncoder.encode(word, StandardCharsets.UTF_8))
                .collect(Collectors.joining(" "));
    }

    static Route parse(String text) {
        List<String> words = Arrays.stream(text.split(" ", -1))
                .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                .toList();
        return new Route(words.get(0), words.subList(1, words.size()));
    }
}
