package dev.ferry.remote;

import dev.ferry.remote.RemoteException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Asks OpenSSH itself what ssh_config(5) says about a host ({@code ssh -G}, ssh(1)), so that Include, Match and the
 * system-wide file count exactly as they do for the user. Without an ssh binary there are plain defaults.
 */
public final class SshConfig {
    private static final int MAX_JUMPS = 8;
    private static final int MAX_OUTPUT = 1 << 20;
    private static final List<String> DEFAULT_KEYS = List.of("~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa");

    private final Map<String, List<String>> settings;

    private SshConfig(Map<String, List<String>> settings) {
        this.settings = settings;
    }

    /** The hosts to pass through, the wanted one last. ProxyJump of the nearest jump host counts too. */
    public static List<ResolvedHost> route(HostAddress target, SshOptions options) throws RemoteException {
        List<ResolvedHost> route = new ArrayList<>();
        Optional<HostAddress> next = Optional.of(target);
        while (next.isPresent()) {
            ResolvedHost host = resolve(next.get(), options);
            List<ResolvedHost> part = new ArrayList<>();
            for (HostAddress jump : host.jumps()) {
                part.add(resolve(jump, options));
            }
            // Only the nearest jump host may need jumps of its own: the others are reached through it.
            next = host.jumps().stream().findFirst();
            part.add(host);
            route.addAll(0, next.isPresent() ? part.subList(1, part.size()) : part);
            if (route.size() > MAX_JUMPS) {
                throw new RemoteException(
                        Kind.OTHER,
                        target + " is behind more than " + MAX_JUMPS + " jump hosts; look for a loop in ProxyJump.");
            }
        }
        return route;
    }

    /** One host, without following its jumps. */
    public static ResolvedHost resolve(HostAddress address, SshOptions options) throws RemoteException {
        SshConfig config = new SshConfig(parse(ask(address, options)));
        config.refuseProxyCommand(address);
        return config.host(address, options);
    }

    /** Parses the lines of {@code ssh -G}: a keyword in lower case, a space, its value; keywords may repeat. */
    static Map<String, List<String>> parse(List<String> lines) {
        Map<String, List<String>> settings = new HashMap<>();
        for (String line : lines) {
            int space = line.indexOf(' ');
            if (space > 0) {
                String keyword = line.substring(0, space).toLowerCase(Locale.ROOT);
                settings.computeIfAbsent(keyword, k -> new ArrayList<>())
                        .add(line.substring(space + 1).trim());
            }
        }
        return settings;
    }

    private static List<String> ask(HostAddress address, SshOptions options) throws RemoteException {
        List<String> command = new ArrayList<>(List.of("ssh", "-G"));
        options.configFile().ifPresent(file -> command.addAll(List.of("-F", file.toString())));
        address.user().ifPresent(user -> command.addAll(List.of("-l", user)));
        address.port().ifPresent(port -> command.addAll(List.of("-p", Integer.toString(port))));
        command.addAll(List.of("--", address.name()));
        Process ssh;
        try {
            ssh = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException noSshHere) {
            return List.of();
        }
        return answer(ssh, address);
    }

    private static List<String> answer(Process ssh, HostAddress address) throws RemoteException {
        try (var out = ssh.getInputStream()) {
            String text = new String(out.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
            if (!ssh.waitFor(10, TimeUnit.SECONDS) || ssh.exitValue() != 0) {
                String why = text.lines().findFirst().orElse("ssh -G did not end");
                throw new RemoteException(
                        Kind.OTHER,
                        "The SSH configuration for " + address + " cannot be read: " + why
                                + "; correct it and try again.");
            }
            return text.lines().toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteException(
                    Kind.OTHER, "Reading the SSH configuration for " + address + " was interrupted.", e);
        } catch (RemoteException e) {
            throw e;
        } catch (IOException e) {
            throw new RemoteException(
                    Kind.OTHER, "ssh -G " + address + " could not be read; check the ssh program.", e);
        } finally {
            ssh.destroyForcibly();
        }
    }

    private void refuseProxyCommand(HostAddress address) throws RemoteException {
        Optional<String> command = first("proxycommand").filter(c -> !c.equalsIgnoreCase("none"));
        if (command.isPresent()) {
            throw new RemoteException(
                    Kind.OTHER,
                    address
                            + " is reached by ProxyCommand, which Ferry does not run; use ProxyJump for it in ssh_config.");
        }
    }

    private ResolvedHost host(HostAddress address, SshOptions options) throws RemoteException {
        return new ResolvedHost(
                address,
                first("user").or(address::user).orElse(System.getProperty("user.name")),
                first("hostname").orElse(address.name()),
                first("port").map(Integer::valueOf).orElse(address.port().orElse(22)),
                first("hostkeyalias"),
                options.identities().isEmpty() ? identities() : options.identities(),
                options.knownHosts().isEmpty() ? knownHosts() : options.knownHosts(),
                jumps(),
                agentSocket(options),
                isOn("identitiesonly"),
                options.acceptNew()
                        || first("stricthostkeychecking")
                                .filter(SshConfig::acceptsNew)
                                .isPresent(),
                isOn("hashknownhosts"));
    }

    // "no" and "off" would also accept a changed key; Ferry never does.
    private static boolean acceptsNew(String strict) {
        return List.of("accept-new", "no", "off", "false").contains(strict);
    }

    private List<Path> identities() {
        return settings.getOrDefault("identityfile", DEFAULT_KEYS).stream()
                .map(SshConfig::home)
                .filter(Files::isRegularFile)
                .toList();
    }

    private List<Path> knownHosts() {
        List<String> user = words("userknownhostsfile", "~/.ssh/known_hosts ~/.ssh/known_hosts2");
        List<String> global = words("globalknownhostsfile", "/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2");
        return Stream.concat(user.stream(), global.stream())
                .filter(file -> !file.equals("none"))
                .map(SshConfig::home)
                .toList();
    }

    private List<HostAddress> jumps() throws RemoteException {
        List<HostAddress> jumps = new ArrayList<>();
        for (String hop :
                first("proxyjump").filter(j -> !j.equals("none")).orElse("").split(",", -1)) {
            if (!hop.isBlank()) {
                jumps.add(jump(hop.strip()));
            }
        }
        return jumps;
    }

    private static HostAddress jump(String hop) throws RemoteException {
        try {
            return HostAddress.parse(hop.replaceFirst("^ssh://", "").replaceFirst("/$", ""));
        } catch (IllegalArgumentException e) {
            throw new RemoteException(Kind.OTHER, "ProxyJump in ssh_config is wrong: " + e.getMessage() + ".", e);
        }
    }

    private Optional<Path> agentSocket(SshOptions options) {
        Optional<String> configured = first("identityagent").filter(a -> !a.equals("SSH_AUTH_SOCK"));
        if (configured.isEmpty()) {
            return options.agentSocket();
        }
        return configured.filter(agent -> !agent.equals("none")).map(SshConfig::home);
    }

    private Optional<String> first(String keyword) {
        return settings.getOrDefault(keyword, List.of()).stream().findFirst();
    }

    private List<String> words(String keyword, String fallback) {
        return Arrays.asList(first(keyword).orElse(fallback).split("\\s+", -1));
    }

    private boolean isOn(String keyword) {
        return first(keyword)
                .filter(value -> value.equals("yes") || value.equals("true"))
                .isPresent();
    }

    private static Path home(String file) {
        return Path.of(file.startsWith("~/") ? System.getProperty("user.home") + file.substring(1) : file);
    }
}
