package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Sockets.AF_INET;
import static dev.ferry.linux.abi.Sockets.AF_INET6;
import static dev.ferry.linux.abi.Sockets.AF_PACKET;
import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;
import static dev.ferry.linux.abi.Sockets.SOCK_RAW;

import com.google.auto.service.AutoService;
import java.util.Optional;

/** Sockets of raw(7) and packet(7): rings, filters and fan-out groups can not be read back, for which images have no place. */
@AutoService(FileKind.class)
public final class RawSocketKind extends RefusedKind {
    /** For {@link java.util.ServiceLoader}. */
    public RawSocketKind() {
        super(
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
}
