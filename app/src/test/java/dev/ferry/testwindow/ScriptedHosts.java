package dev.ferry.testwindow;

import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.Hosts;
import dev.ferry.app.conduct.SavedHost;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.UserPrompts;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/** This machine and a sandbox that do what the test says, and others by their addresses. */
public final class ScriptedHosts implements Hosts {
    private final ScriptedSession here = new ScriptedSession("here");
    private final ScriptedSession sandbox = new ScriptedSession("sandbox");
    private final Map<String, ScriptedSession> others = new ConcurrentHashMap<>();
    private final Set<String> bare = ConcurrentHashMap.newKeySet();
    private final List<SavedHost> saved = new CopyOnWriteArrayList<>();

    /** This machine. */
    public ScriptedSession here() {
        return here;
    }

    /** The sandbox. */
    public ScriptedSession there() {
        return sandbox;
    }

    /** Makes a host that can be opened by this address once ferry has been brought there. */
    public ScriptedSession withoutFerryAt(String address) {
        bare.add(address);
        return at(address);
    }

    /** Makes a host that can be opened by this address. */
    public ScriptedSession at(String address) {
        return others.computeIfAbsent(address, ScriptedSession::new);
    }

    @Override
    public HostSession thisMachine(UserPrompts prompts) {
        return here;
    }

    @Override
    public HostSession sandbox() {
        return sandbox;
    }

    @Override
    public HostSession open(HostAddress address, boolean root, UserPrompts prompts) throws IOException {
        ScriptedSession session = others.get(address.toString());
        if (session == null) throw new IOException(address + " does not answer; check its name and the network.");
        if (bare.contains(address.toString())) {
            throw new RemoteException(RemoteException.Kind.NO_FERRY, "There is no Ferry on " + address + ".");
        }
        return session;
    }

    @Override
    public HostSession install(HostAddress address, boolean root, UserPrompts prompts, IntConsumer percent)
            throws IOException {
        percent.accept(40);
        bare.remove(address.toString());
        return open(address, root, prompts);
    }

    @Override
    public List<SavedHost> saved() {
        return List.copyOf(saved);
    }

    @Override
    public void save(SavedHost host) {
        saved.add(host);
    }

    @Override
    public void forget(SavedHost host) {
        saved.removeIf(other -> other.address().equals(host.address()));
    }

    @Override
    public void close() {
        here.close();
        sandbox.close();
    }
}
