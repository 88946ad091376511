package dev.ferry.app.conduct;

import dev.ferry.remote.HostAddress;
import dev.ferry.remote.UserPrompts;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The hosts that a person can reach from this machine. Opening blocks until it is known that ferry runs there, which may take as
 * long as the person takes to answer; what can not be opened throws one sentence, a {@link dev.ferry.remote.RemoteException} whose
 * kind says what is wrong.
 */
public interface Hosts extends Closeable {
    /**
     * This machine, as the user who runs the console.
     *
     * @param prompts asked for a password when ferry is to run there as root
     */
    HostSession thisMachine(UserPrompts prompts) throws IOException;

    /** The throwaway host on this machine; it is started if it does not run. Needs root, or a way to it that asks nobody. */
    HostSession sandbox() throws IOException;

    /**
     * Another host, through ssh.
     *
     * @param root whether ferry is started there by sudo without a password
     * @param prompts asked about its key and for passwords, on the thread of the caller or on another one
     */
    HostSession open(HostAddress address, boolean root, UserPrompts prompts) throws IOException;

    /**
     * The same for a host that has no ferry: brings it there first, into its user's cache.
     *
     * @param percent hears how much of it has been copied, on the thread of the caller
     */
    HostSession install(HostAddress address, boolean root, UserPrompts prompts, IntConsumer percent) throws IOException;

    /** Those of Ferry's own file, then those of ssh_config(5) without wildcards; each address once. */
    List<SavedHost> saved() throws IOException;

    /** Writes one down in Ferry's own file, in place of one with the same address. */
    void save(SavedHost host) throws IOException;

    /** Takes one out of Ferry's own file. */
    void forget(SavedHost host) throws IOException;

    /** Closes every session. */
    @Override
    void close();
}
