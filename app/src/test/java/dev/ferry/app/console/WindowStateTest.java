package dev.ferry.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.processes.TableLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowStateTest {
    @TempDir
    Path directory;

    @Test
    void survivesARestart() throws IOException {
        WindowState state = new WindowState(
                1000,
                700,
                true,
                ThemeChoice.DARK,
                TableLayout.parse("PID:72 -USER:99", "-CPU PID"),
                new ShownPrograms("anna@far.example", false, true));
        Path file = directory.resolve("new/window.properties");
        state.write(file);
        assertThat(WindowState.read(file)).isEqualTo(state);
    }

    @Test
    void nothingRememberedIsTheFirstStart() {
        assertThat(WindowState.read(directory.resolve("none"))).isEqualTo(WindowState.FIRST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "width=NaN",
                "width=-1",
                "width=1e9",
                "width=wide",
                "theme=PINK",
                "columns=PINK:7 ;",
                "sort=;-",
                "\\u00zz",
                ""
            })
    void nonsenseIsAsAtTheFirstStart(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("window.properties"), text);
        assertThat(WindowState.read(file)).isEqualTo(WindowState.FIRST);
    }

    @ParameterizedTest
    @CsvSource({"'prefer-dark',DARK", "'Adwaita-dark',DARK", "Adwaita:dark,DARK", "'default',LIGHT", "'',LIGHT"})
    void understandsWhatDesktopsSay(String setting, Theme theme) {
        assertThat(DesktopTheme.parse(setting)).isEqualTo(theme);
    }
}
