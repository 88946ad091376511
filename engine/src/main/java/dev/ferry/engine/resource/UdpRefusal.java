package dev.ferry.engine.resource;

import dev.ferry.linux.Fd;
import dev.ferry.linux.net.UdpOption;
import java.io.IOException;
import java.util.Optional;

/** Why a UDP socket can not be carried in the state that it is in. */
final class UdpRefusal {
    private UdpRefusal() {}

    static Optional<String> of(OpenFile file) throws IOException {
        Fd socket = file.copy();
        if (UdpOption.CORK.get(socket)) {
            return Optional.of("The " + file.describe() + " holds a datagram back that the program has not finished"
                    + " (UDP_CORK); try again when it has.");
        }
        if (UdpOption.ENCAP.get(socket) != 0) {
            return Optional.of("The " + file.describe()
                    + " is the end of a tunnel in the kernel (UDP_ENCAP), which stays behind; close it first.");
        }
        return Optional.empty();
    }
}
