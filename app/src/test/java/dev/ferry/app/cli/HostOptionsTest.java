package dev.ferry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.migrate.Route;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HostOptionsTest {
    @Test
    void writesDownHowAHostWasReachedSoThatItReadsTheSame() {
        HostOptions typed = CommandLine.populateCommand(
                new HostOptions(), "--identity", "my key", "--ssh-config=c", "--ferry", "/opt/ferry", "--sudo");
        Route route = typed.route("me@web2:2222");
        assertThat(route.host()).isEqualTo("me@web2:2222");
        assertThat(route.options()).contains("--identity=" + Path.of("my key").toAbsolutePath(), "--sudo");
        HostOptions read =
                CommandLine.populateCommand(new HostOptions(), route.options().toArray(String[]::new));
        assertThat(read.route("me@web2:2222")).isEqualTo(route);
    }
}
