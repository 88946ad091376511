package dev.ferry.engine.show;

import dev.ferry.engine.check.Capability;
import dev.ferry.engine.check.KernelText;
import dev.ferry.engine.image.proto.CredsEntry;
import dev.ferry.engine.show.SavedTask.SavedCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Users, groups and capabilities; the names of users are those of this host. */
final class CredentialsReader {
    private List<String> passwd;

    SavedCredentials read(CredsEntry entry) throws IOException {
        return new SavedCredentials(
                Integer.toUnsignedLong(entry.getUid()),
                Integer.toUnsignedLong(entry.getEuid()),
                Integer.toUnsignedLong(entry.getSuid()),
                Integer.toUnsignedLong(entry.getGid()),
                Integer.toUnsignedLong(entry.getEgid()),
                Integer.toUnsignedLong(entry.getSgid()),
                entry.getGroupsList().stream().map(Integer::toUnsignedLong).toList(),
                userName(entry.getEuid()),
                Capability.in(word(entry.getCapEffList())).stream()
                        .map(Capability::name)
                        .toList(),
                entry.getNoNewPrivs() != 0);
    }

    private String userName(int uid) throws IOException {
        if (passwd == null) {
            passwd = KernelText.lines(Path.of("/etc/passwd"));
        }
        return KernelText.nameOf(passwd, uid).orElse("");
    }

    /** The image has 32-bit halves, the lower first. */
    private static long word(List<Integer> halves) {
        long word = 0;
        for (int i = 0; i < Math.min(halves.size(), 2); i++) {
            word |= Integer.toUnsignedLong(halves.get(i)) << (Integer.SIZE * i);
        }
        return word;
    }
}
