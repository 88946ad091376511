package dev.ferry.engine.resource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import java.util.List;

/** Entries that nobody would write in earnest. */
final class Hostile {
    private Hostile() {}

    /** The first of {@code entries} is refused by the first pass, in a sentence with {@code reason}. */
    static void assertRefused(String reason, FakeDumpContext dump, FileEntry... entries) {
        FileKinds kinds = FileKinds.load();
        try (FakeRestoreContext context = new FakeRestoreContext(dump)) {
            assertThatThrownBy(() -> context.createAll(kinds, List.of(entries)))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining(reason);
        }
    }

    static void assertRefused(String reason, FileEntry... entries) {
        assertRefused(reason, new FakeDumpContext(null), entries);
    }
}
