package dev.ferry.engine.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EntryTypesTest {
    @ParameterizedTest
    @EnumSource(ImageType.class)
    void knowsTheEntriesOfEveryImageThatHasSome(ImageType type) {
        if (type.isRaw()) {
            assertThatThrownBy(() -> EntryTypes.first(type)).hasMessageContaining("no entries");
        } else {
            assertThat(EntryTypes.first(type)).isNotNull();
            assertThat(EntryTypes.following(type)).isNotNull();
        }
    }
}
