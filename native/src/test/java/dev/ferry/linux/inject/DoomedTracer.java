package dev.ferry.linux.inject;

import dev.ferry.linux.Seized;
import dev.ferry.linux.abi.Nr;
import java.io.IOException;

/** A program that injects calls into a process, parks it, and then waits to be killed. */
final class DoomedTracer {
    private DoomedTracer() {}

    /**
     * Injects, says {@code p} and waits.
     *
     * @param words the process; the options to seize it with; how to make the calls: {@code single} or {@code batch}
     */
    public static void main(String[] words) throws IOException {
        Seized seized = Seized.stop(Integer.parseInt(words[0]), Long.parseLong(words[1]));
        if (words[2].equals("single")) {
            try (RemoteSyscalls remote = seized.borrow()) {
                remote.call("getpid", Nr.GETPID);
            }
        } else {
            seized.inject((remote, trampoline) -> {
                Batch batch = trampoline.batch();
                batch.add("getpid", Nr.GETPID);
                batch.run();
            });
        }
        System.out.write('p');
        System.out.flush();
        System.in.readAllBytes();
    }
}
