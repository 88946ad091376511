package dev.ferry.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.procfs.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorHoldersKernelTest {
    /** A shell that has a child; both have the file open as fd 7. */
    private static Process shellWithChild(Path file) throws IOException {
        return new ProcessBuilder("sh", "-c", "exec 7<\"$0\"; echo ready; sleep 60 & wait", file.toString()).start();
    }

    @Test
    void namesAProcessOutsideOfTheTreeOnly(@TempDir Path dir) throws IOException {
        Path file = Files.createFile(dir.resolve("file")).toRealPath();
        Process shell = shellWithChild(file);
        try {
            assertThat(shell.inputReader().readLine()).isEqualTo("ready");
            DescriptorHolders holders = new DescriptorHolders(ProcessTable.scan());
            int pid = (int) shell.pid();
            assertThat(holders.outside(List.of(1), file.toString())).isEmpty();
            assertThat(holders.outside(List.of(), file.toString())).hasValue("fd 7 of process " + pid + " (sh)");
            assertThat(holders.outside(List.of(pid), file.toString())).isEmpty();
            assertThat(holders.outside(List.of(), dir.resolve("other").toString()))
                    .isEmpty();
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }
}
