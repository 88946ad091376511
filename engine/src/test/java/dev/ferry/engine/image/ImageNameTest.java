package dev.ferry.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {
    @ParameterizedTest
    @EnumSource
    void parsesEveryNameThatIsWritten(ImageType type) {
        ImageName name = new ImageName(type, type.isNumbered() ? 0xabc123 : 0);

        assertThat(ImageName.parse(name.fileName())).contains(name);
    }

    @Test
    void writesNumbersAsCriuDoes() {
        assertThat(ImageType.CORE.fileName(4711)).isEqualTo("core-4711.img");
        assertThat(ImageType.GHOST_FILE.fileName(0x1f)).isEqualTo("ghost-file-1f.img");
        assertThat(ImageType.SHMEM_PAGEMAP.fileName(0xffff_ffffL)).isEqualTo("pagemap-shmem-4294967295.img");
        assertThat(ImageType.FILES.fileName()).isEqualTo("files.img");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "core-.img",
                "core-01.img",
                "core--1.img",
                "core-+1.img",
                "core-1",
                "core-99999999999999999999.img",
                "ghost-file-1F.img",
                "ghost-file-xyz.img",
                "pagemap-shmem-.img",
                "inventory",
                "dump.log",
                ""
            })
    void knowsNoOtherNames(String name) {
        assertThat(ImageName.parse(name)).isEmpty();
    }

    @Test
    void refusesNamesWithoutTheirNumber() {
        assertThatThrownBy(ImageType.CORE::fileName).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ImageType.FILES.fileName(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ImageType.CORE.fileName(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
