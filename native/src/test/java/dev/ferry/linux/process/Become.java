package dev.ferry.linux.process;

import java.util.List;

/** A program that becomes another one. */
final class Become {
    private Become() {}

    /** Becomes the program that the arguments name, with one variable in its environment. */
    public static void main(String[] words) throws Exception {
        Exec.become(List.of(words), List.of("WHO=exec"));
    }
}
