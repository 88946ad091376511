package dev.ferry.app.conduct.session;

import dev.ferry.app.conduct.PrivateJson;
import dev.ferry.app.conduct.SavedHost;
import dev.ferry.app.conduct.SavedHost.Origin;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.SshOptions;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Hosts of Ferry's own file, and those that ssh_config(5) names. */
public final class SavedHosts {
    private static final int MAX_HOSTS = 1_000;

    private final PrivateJson<SavedHost[]> file;
    private final Path sshConfig;

    SavedHosts(Path file, Path sshConfig) {
        this.file = new PrivateJson<>(file, SavedHost[].class);
        this.sshConfig = sshConfig;
    }

    /** Those of the user who runs this process. */
    public static SavedHosts ofThisUser() {
        return in(ConfigDirectory.ofThisUser(), SshOptions.defaults());
    }

    static SavedHosts in(Path directory, SshOptions ssh) {
        Path usual = Path.of(System.getProperty("user.home"), ".ssh", "config");
        return new SavedHosts(directory.resolve("hosts.json"), ssh.configFile().orElse(usual));
    }

    /** Ferry's own first; each address once. */
    public List<SavedHost> all() throws IOException {
        Map<String, SavedHost> byAddress = new LinkedHashMap<>();
        own().forEach(host -> byAddress.put(host.address(), host));
        names().forEach(name -> byAddress.putIfAbsent(name, new SavedHost(name, false, Origin.SSH_CONFIG)));
        return List.copyOf(byAddress.values());
    }

    private List<SavedHost> own() throws IOException {
        return file.read().map(Arrays::asList).orElse(List.of()).stream()
                .filter(host -> host != null && host.address() != null && isAddress(host.address()))
                .limit(MAX_HOSTS)
                .map(host -> new SavedHost(host.address(), host.root(), Origin.FERRY))
                .toList();
    }

    /** Writes one down in Ferry's own file, in place of one with the same address. */
    public void save(SavedHost host) throws IOException {
        HostAddress.parse(host.address());
        List<SavedHost> hosts = new ArrayList<>(without(host));
        hosts.add(new SavedHost(host.address(), host.root(), Origin.FERRY));
        file.write(hosts.toArray(SavedHost[]::new));
    }

    /** Takes one out of Ferry's own file. */
    public void forget(SavedHost host) throws IOException {
        file.write(without(host).toArray(SavedHost[]::new));
    }

    private List<SavedHost> without(SavedHost host) throws IOException {
        return own().stream()
                .filter(other -> !other.address().equals(host.address()))
                .toList();
    }

    /** What Host lines name without wildcards. Files that it includes are ssh's own business: their hosts can be typed. */
    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(sshConfig)) {
                String[] words = line.strip().split("[\\s=]+");
                if (words[0].toLowerCase(Locale.ROOT).equals("host")) {
                    names.addAll(Arrays.asList(words).subList(1, words.length));
                }
            }
        } catch (NoSuchFileException | MalformedInputException none) {
            return names;
        }
        return names.stream().filter(SavedHosts::isAddress).limit(MAX_HOSTS).toList();
    }

    /** Patterns and negations are none. */
    private static boolean isAddress(String name) {
        try {
            HostAddress.parse(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
