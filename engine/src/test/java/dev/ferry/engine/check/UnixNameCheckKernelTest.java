package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.ferry.engine.wire.proto.UnixFacts;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.net.Octets;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixNameCheckKernelTest {
    @TempDir
    private Path directory;

    private final Findings findings = new Findings();

    @Test
    void findsBothSortsOfNamesInUse() throws Exception {
        String name = "ferry-test-" + ProcessHandle.current().pid();
        String path = directory.resolve("socket").toString();
        try (Fd one = bound(new SockAddress.UnixAbstract(Octets.of(name + "\0x")));
                Fd two = bound(new SockAddress.UnixPath(Octets.of(path)))) {
            look(name + "\0x", true);
            look(path, false);
            assertThat(one.number()).isNotEqualTo(two.number());
        }
        assertThat(findings.sorted())
                .hasSize(2)
                .allMatch(finding -> finding.code().equals("unix-name-taken"))
                .allMatch(finding -> finding.cause()
                        .contains("process " + ProcessHandle.current().pid()));
    }

    @Test
    void isContentWithFreeNames() throws Exception {
        look("ferry-test-nobody", true);
        look(directory.resolve("free").toString(), false);
        assertThat(findings.sorted()).isEmpty();
    }

    @Test
    void isContentWithADirectoryThatComesAlong() throws Exception {
        look(directory.resolve("comes/socket").toString(), false);
        assertThat(findings.sorted()).isEmpty();
    }

    @Test
    void tellsWhatIsInTheWay() throws Exception {
        Path stale = directory.resolve("stale");
        bound(new SockAddress.UnixPath(Octets.of(stale.toString()))).close();
        look(stale.toString(), false);
        look(Files.createFile(directory.resolve("file")).toString(), false);
        look(directory.resolve("none/socket").toString(), false);
        assertThat(findings.sorted())
                .extracting(Finding::code)
                .containsExactlyInAnyOrder("unix-stale", "unix-path-taken", "unix-directory-missing");
    }

    private void look(String name, boolean isAbstract) throws Exception {
        UnixFacts facts = UnixFacts.newBuilder()
                .setName(ByteString.copyFromUtf8(name))
                .setAbstract(isAbstract)
                .build();
        UnixNameCheck.look(List.of(facts), Set.of(directory + "/comes"), new SocketHolders(), findings);
    }

    private static Fd bound(SockAddress name) throws Exception {
        Fd socket = Socket.create(Sockets.AF_UNIX, Sockets.SOCK_STREAM, 0);
        Socket.bind(socket, name);
        return socket;
    }
}
