package dev.ferry.linux.process;

import dev.ferry.linux.Fd;
import java.io.IOException;

/** A program that has somebody's socket in repair, and then waits to be killed. */
final class DoomedRepair {
    private DoomedRepair() {}

    /**
     * Repairs and waits.
     *
     * @param words the pid and descriptor of the socket
     */
    public static void main(String[] words) throws IOException {
        try (Pidfd owner = Pidfd.open(Integer.parseInt(words[0]));
                Fd socket = owner.get(Integer.parseInt(words[1]))) {
            RepairGuard guard = RepairGuard.start();
            guard.during(socket, () -> {
                System.out.println(guard.pid());
                return System.in.read();
            });
        }
    }
}
