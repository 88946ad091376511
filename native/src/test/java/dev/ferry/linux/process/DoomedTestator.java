package dev.ferry.linux.process;

import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.Open;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A program that has put down a last will, and then waits to be killed. */
final class DoomedTestator {
    private DoomedTestator() {}

    /**
     * Leaves the first word to the first file, the second word to the second one and so on.
     *
     * @param words pairs of a file and what is to be written into it
     */
    public static void main(String[] words) throws IOException {
        List<Fd> files = new ArrayList<>();
        for (int at = 0; at < words.length; at += 2) {
            files.add(Open.path(words[at], Fcntl.O_WRONLY));
        }
        LastWill will = LastWill.start(files);
        for (int at = 0; at < words.length; at += 2) {
            will.write(at / 2, words[at + 1].getBytes(StandardCharsets.UTF_8));
        }
        System.out.println(will.pid());
        System.in.read();
        will.close();
        System.out.println("closed");
        System.in.read();
    }
}
