package dev.ferry.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Programs and their files among the resources of these tests. */
final class TestResource {
    private TestResource() {}

    static String text(String name) throws IOException {
        try (InputStream resource = TestResource.class.getResourceAsStream(name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
