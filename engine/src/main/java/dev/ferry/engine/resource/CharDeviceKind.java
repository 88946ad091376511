package dev.ferry.engine.resource;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.RegFileEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.file.Device;
import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The memory devices that are the same on every host: null, zero, full, random and urandom. The entry does not say which of
 * them it was (CRIU's does not either), so the path has to lead to one of them. They have no offset.
 */
@AutoService(FileKind.class)
public final class CharDeviceKind implements FileKind {
    /** Numbers from the kernel's Documentation/admin-guide/devices.txt. */
    private static final int MEM_MAJOR = 1;

    private static final Set<Integer> HARMLESS_MINORS = Set.of(3, 5, 7, 8, 9);

    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.charDevice(MEM_MAJOR));
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        if (!isHarmless(file.stat().represented())) {
            return Optional.of(RegFile.name(file) + " is the device "
                    + file.stat().represented()
                    + ", which belongs to this host; move the program when it has closed it.");
        }
        if (!RegFile.isAtItsPath(file)) {
            return Optional.of("The device " + file.describe()
                    + " was removed or is hidden from here; let the program open the one below /dev.");
        }
        return RegFile.refusal(file);
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        return RegFile.wrap(RegFile.entry(file, file.link()).build());
    }

    @Override
    public boolean restores(FileEntry entry) {
        return RegFile.isType(entry, Stat.S_IFCHR);
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        RegFileEntry reg = RegFile.require(entry);
        Path path = context.resolve(reg.getName());
        requireHarmless(reg, FileStat.of(path.toString()));
        Fd device = RegFile.open(reg, path, Stat.S_IFCHR);
        try {
            requireHarmless(reg, FileStat.of(device));
            return device;
        } catch (IOException e) {
            device.close();
            throw e;
        }
    }

    private static void requireHarmless(RegFileEntry entry, FileStat stat) throws ImageException {
        if (!stat.isCharDevice() || !isHarmless(stat.represented())) {
            throw new ImageException("The program had the device " + entry.getName() + " open, which on this host is "
                    + stat.represented() + " and not one of /dev/null, zero, full, random and urandom.");
        }
    }

    private static boolean isHarmless(Device device) {
        return device.major() == MEM_MAJOR && HARMLESS_MINORS.contains(device.minor());
    }
}
