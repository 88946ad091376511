package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Sockets.AF_INET;
import static dev.ferry.linux.abi.Sockets.AF_INET6;
import static dev.ferry.linux.abi.Sockets.AF_PACKET;
import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;
import static dev.ferry.linux.abi.Sockets.SOCK_RAW;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import java.util.Optional;
import java.util.Set;

/** Sockets of raw(7) and packet(7): rings, filters and fan-out groups can not be read back, so they are recognised only to say so. */
@AutoService(FileKind.class)
public final class RawSocketKind implements FileKind {
    @Override
    public Set<FileSignature> signatures() {
        return Set.of(
                FileSignature.socket(AF_INET, SOCK_RAW),
                FileSignature.socket(AF_INET6, SOCK_RAW),
                FileSignature.socket(AF_PACKET, SOCK_RAW),
                FileSignature.socket(AF_PACKET, SOCK_DGRAM));
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) {
        boolean isPacket = file.signature().equals(FileSignature.socket(AF_PACKET, SOCK_RAW))
                || file.signature().equals(FileSignature.socket(AF_PACKET, SOCK_DGRAM));
        return Optional.of("The " + file.describe() + " is a " + (isPacket ? "packet" : "raw")
                + " socket, which sees packets of this host only; let the program close it first.");
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        throw new IllegalStateException(file.describe() + " was refused");
    }

    @Override
    public boolean restores(FileEntry entry) {
        return false;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws ImageException {
        throw new ImageException("A raw or packet socket can not be restored.");
    }
}
