package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Inotify.IN_ALL_EVENTS;
import static dev.ferry.linux.abi.Inotify.IN_EXCL_UNLINK;
import static dev.ferry.linux.abi.Inotify.IN_ONESHOT;

import dev.ferry.engine.image.proto.FhEntry;
import dev.ferry.engine.image.proto.InotifyWdEntry;
import dev.ferry.linux.file.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One watch of an inotify instance, as its fdinfo shows it.
 *
 * @param wd its number
 * @param mask what it watches for
 * @param object the inode: number, device and handle, as they stand there
 * @param inode the inode's number
 * @param device the file system, in the kernel's own coding (major, and 20 bits of minor)
 * @param handle how the file system names it; empty if it does not
 */
record InotifyWatch(int wd, int mask, String object, long inode, int device, FileHandle handle) {
    static final String KEY = "inotify wd";
    /** What may be asked for; the kernel shows some more. */
    static final int ASKABLE = IN_ALL_EVENTS | IN_EXCL_UNLINK | IN_ONESHOT;

    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]+) ino:([0-9a-f]+) sdev:([0-9a-f]+) mask:([0-9a-f]+) ignored_mask:[0-9a-f]+\\s*"
                    + "(?:fhandle-bytes:[0-9a-f]+ fhandle-type:([0-9a-f]+) f_handle:([0-9a-f]*))?.*");
    private static final int MINOR_BITS = 20;
    /** CRIU reads so many words at least. */
    private static final int HANDLE_WORDS = FileHandle.LONGEST / Long.BYTES;

    /** All of one instance. */
    static List<InotifyWatch> of(OpenFile file) throws IOException {
        List<InotifyWatch> watches = new ArrayList<>();
        for (String line : FdField.all(file, KEY)) {
            watches.add(parse(line));
        }
        return watches;
    }

    static InotifyWatch parse(String line) throws IOException {
        Matcher fields = LINE.matcher(line);
        if (!fields.matches()) {
            throw new IOException("The kernel describes a watch of inotify as \"" + line + "\".");
        }
        boolean named = fields.group(6) != null;
        byte[] handle = named ? HexFormat.of().parseHex(fields.group(6)) : new byte[0];
        return new InotifyWatch(
                Integer.parseInt(fields.group(1), 16),
                Integer.parseUnsignedInt(fields.group(4), 16) & ASKABLE,
                fields.group(2) + " " + fields.group(3) + " " + fields.group(6),
                Long.parseUnsignedLong(fields.group(2), 16),
                Integer.parseUnsignedInt(fields.group(3), 16),
                new FileHandle(named ? Integer.parseUnsignedInt(fields.group(5), 16) : 0, handle));
    }

    int major() {
        return device >>> MINOR_BITS;
    }

    int minor() {
        return device & ((1 << MINOR_BITS) - 1);
    }

    /** As the image has it, together with the path. */
    InotifyWdEntry entry(int file, String path) {
        ByteBuffer words = ByteBuffer.allocate(FileHandle.LONGEST).order(ByteOrder.LITTLE_ENDIAN);
        words.put(handle.bytes());
        FhEntry.Builder named = FhEntry.newBuilder()
                .setBytes(handle.bytes().length)
                .setType(handle.type())
                .setPath(path);
        for (int word = 0; word < HANDLE_WORDS; word++) {
            named.addHandle(words.getLong(word * Long.BYTES));
        }
        return InotifyWdEntry.newBuilder()
                .setId(file)
                .setIIno(inode)
                .setMask(mask)
                .setIgnoredMask(0)
                .setSDev(device)
                .setWd(wd)
                .setFHandle(named)
                .build();
    }
}
