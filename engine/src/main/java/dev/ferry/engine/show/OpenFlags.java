package dev.ferry.engine.show;

import dev.ferry.linux.abi.Fcntl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The flags of open(2), in words. */
final class OpenFlags {
    private static final Map<Integer, String> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put(Fcntl.O_APPEND, "append");
        WORDS.put(Fcntl.O_NONBLOCK, "nonblock");
        WORDS.put(Fcntl.O_SYNC, "sync");
        WORDS.put(Fcntl.O_DSYNC, "dsync");
        WORDS.put(Fcntl.O_DIRECT, "direct");
        WORDS.put(Fcntl.O_ASYNC, "async");
        WORDS.put(Fcntl.O_NOATIME, "noatime");
        WORDS.put(Fcntl.O_TMPFILE, "tmpfile");
        WORDS.put(Fcntl.O_DIRECTORY, "directory");
    }

    private OpenFlags() {}

    /** Whether it is read or written; neither for a mere path. */
    static String access(int flags) {
        if ((flags & Fcntl.O_PATH) != 0) {
            return "path";
        }
        return switch (flags & Fcntl.O_ACCMODE) {
            case Fcntl.O_RDONLY -> "r";
            case Fcntl.O_WRONLY -> "w";
            default -> "rw";
        };
    }

    /** The others that still mean something; each bit is named once. */
    static List<String> words(int flags) {
        List<String> words = new ArrayList<>();
        int left = flags;
        for (Map.Entry<Integer, String> word : WORDS.entrySet()) {
            if ((left & word.getKey()) == word.getKey()) {
                words.add(word.getValue());
                left &= ~word.getKey();
            }
        }
        return words;
    }
}
