package dev.ferry.engine.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MapsTest {
    @Test
    void readsEveryField() throws IOException {
        assertThat(one("1000-3000 r-xs 00002000 fe:1f 260131    /usr/bin/cat\n"))
                .isEqualTo(new Mapping(
                        0x1000,
                        0x3000,
                        true,
                        false,
                        true,
                        true,
                        0x2000,
                        0xfe,
                        0x1f,
                        260131,
                        "/usr/bin/cat",
                        Set.of(),
                        Set.of()));
    }

    @Test
    void readsACapturedProcess() throws IOException {
        List<Mapping> mappings = Maps.parse(Captured.text("maps"));
        assertThat(mappings).hasSize(38);
        assertThat(mappings).filteredOn(Mapping::isHeap).hasSize(1);
        assertThat(mappings).filteredOn(Mapping::isStack).hasSize(1);
        assertThat(mappings).filteredOn(Mapping::isVdso).hasSize(1);
        assertThat(mappings).filteredOn(Mapping::isVvar).hasSize(2);
        assertThat(mappings).filteredOn(Mapping::isVsyscall).hasSize(1);
        assertThat(mappings).filteredOn(Mapping::isAnonymous).hasSize(6);
    }

    @Test
    void comparesAddressesUnsigned() throws IOException {
        List<Mapping> mappings = Maps.parse(Captured.text("maps"));
        assertThat(Maps.contains(mappings, 0xffffffffff600000L)).isTrue();
        assertThat(Maps.contains(mappings, 0xffffffffff601000L)).isFalse();
        assertThat(Maps.contains(mappings, 0)).isFalse();
        assertThat(mappings.get(37).length()).isEqualTo(0x1000);
    }

    @ParameterizedTest
    @CsvSource({
        "/tmp/a b  c, /tmp/a b  c, false",
        "/tmp/x (deleted), /tmp/x (deleted), true",
        "/tmp/a\\\\012b, '/tmp/a\nb', false",
        "/tmp/a\\\\040b, /tmp/a\\\\040b, false",
        "/memfd:jit cache (deleted), /memfd:jit cache (deleted), true",
    })
    void keepsPathsExact(String shown, String path, boolean deleted) throws IOException {
        Mapping mapping = one(LINE + unescaped(shown) + "\n");
        assertThat(mapping.path()).isEqualTo(unescaped(path));
        assertThat(mapping.deleted()).isEqualTo(deleted);
        assertThat(mapping.isAnonymous()).isFalse();
    }

    @Test
    void keepsCarriageReturnsInPaths() throws IOException {
        assertThat(one(LINE + "/tmp/a\rb\n").path()).isEqualTo("/tmp/a\rb");
    }

    @Test
    void tellsAnonymousMemoryFromFiles() throws IOException {
        assertThat(one("1000-2000 rw-p 00000000 00:00 0 \n").isAnonymous()).isTrue();
        assertThat(one("1000-2000 rw-p 00000000 00:00 0      [anon:my heap]\n").isAnonymous())
                .isTrue();
        assertThat(one("1000-2000 rw-s 00000000 00:01 77     /dev/zero (deleted)\n"))
                .matches(Mapping::isSharedAnonymous)
                .matches(m -> !m.isAnonymous());
    }

    @Test
    void findsNoMappingsInAZombie() throws IOException {
        assertThat(Maps.parse(Captured.text("zombie-maps"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1000-2000 rw-p 00000000 00:00",
                "10002000 rw-p 00000000 00:00 0 ",
                "1000-2000 rw-q 00000000 00:00 0 ",
                "1000-2000 rw-p 00000000 0000 0 ",
                "1000-2000 rw-p 0000000x 00:00 0 ",
                "1000-2000 rw-p 00000000 00:00 ff ",
                "1000-2000 rw-p 00000000 00:00 1 /tmp/\uFFFD",
                ""
            })
    void namesTheLineThatItCannotRead(String wrong) {
        assertThatThrownBy(() -> Maps.parse("1000-2000 rw-p 00000000 00:00 0 \n" + wrong + "\n"))
                .isInstanceOf(ProcfsException.class)
                .hasMessageContaining("maps, line 2");
    }

    private static final String LINE = "1000-2000 r--p 00000000 fe:00 9       ";

    private static String unescaped(String text) {
        return text.replace("\\\\", "\\");
    }

    private static Mapping one(String text) throws IOException {
        List<Mapping> mappings = Maps.parse(text);
        assertThat(mappings).hasSize(1);
        return mappings.get(0);
    }
}
