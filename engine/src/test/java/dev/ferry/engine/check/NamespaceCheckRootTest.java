package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.procfs.Comm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Making namespaces takes root. */
class NamespaceCheckRootTest {

    @Test
    void namesEachOwnNamespace() throws Exception {
        try (Program sleep =
                Program.start("unshare", "--uts", "--ipc", "--net", "sh", "-c", "exec sleep 1000 <&- >&- 2>&-")) {
            await().until(() -> Comm.read(sleep.pid()).toString().equals("sleep"));
            List<String> causes = TreeCheck.of(sleep.pid()).stream()
                    .filter(Finding::isBlocker)
                    .map(Finding::cause)
                    .toList();
            assertThat(causes).hasSize(3);
            assertThat(String.join("\n", causes)).contains("a uts namespace", "a ipc namespace", "a net namespace");
        }
    }

    @Test
    void findsAChangedRoot() throws Exception {
        String code = "import os\nos.chdir('/tmp')\nos.chroot('/tmp')";
        try (Program python = Program.python(code)) {
            assertThat(TreeCheck.of(python.pid()))
                    .filteredOn(finding -> finding.code().equals("chroot"))
                    .singleElement()
                    .extracting(Finding::cause)
                    .asString()
                    .contains("/tmp");
        }
    }
}
