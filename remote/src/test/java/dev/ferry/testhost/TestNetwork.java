package dev.ferry.testhost;

import dev.ferry.remote.sandbox.SandboxHost;
import dev.ferry.remote.sandbox.SandboxOptions;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A switch with a cable to each host and one to the test process. The switch is a bridge in a sandbox of its own, so
 * the kernel removes it with all cables even if the test process is killed.
 *
 * <p>Addresses are from 198.18.0.0/15, set aside for tests of networks (RFC 2544): 198.18.N.1 is the test process.
 */
final class TestNetwork implements Closeable {
    private static final int LAST_SUBNET = 254;
    private static final int FIRST_HOST = 10;

    private final SandboxHost bridge;
    private final int subnet;
    private int hosts;

    private TestNetwork(SandboxHost bridge, int subnet) {
        this.bridge = bridge;
        this.subnet = subnet;
    }

    static TestNetwork open() throws IOException {
        SandboxHost bridge = SandboxHost.start(SandboxOptions.defaults().withHostName("switch"));
        try {
            TestNetwork network = new TestNetwork(bridge, plugInTestProcess(bridge));
            network.ipInSwitch("link add bridge type bridge");
            network.ipInSwitch("link set bridge up");
            network.ipInSwitch("link set test master bridge up");
            return network;
        } catch (IOException e) {
            bridge.close();
            throw e;
        }
    }

    /** The name of our end is taken by one test process at a time, and so is the subnet of that number. */
    private static int plugInTestProcess(SandboxHost bridge) throws IOException {
        for (int subnet = 1; ; subnet++) {
            String device = device(subnet);
            Ran add = ip("link add " + device + " type veth peer name test netns " + bridge.initPid());
            if (add.exit() == 0) {
                ip("addr add " + address(subnet, 1) + "/24 dev " + device).outIfOk();
                ip("link set " + device + " up").outIfOk();
                return subnet;
            }
            if (!add.err().contains("File exists") || subnet == LAST_SUBNET) throw new IOException(add.err());
        }
    }

    /** The address that the next host plugged in will get. */
    String nextAddress() {
        return address(subnet, FIRST_HOST + hosts);
    }

    /** Gives a host its eth0 with {@link #nextAddress}; its end in the switch has the name of the host. */
    void plugIn(String name, SandboxHost host) throws IOException {
        String address = nextAddress();
        hosts++;
        ipInSwitch("link add " + name + " type veth peer name eth0 netns " + host.initPid());
        ipInSwitch("link set " + name + " master bridge up");
        ipInside(host, "addr add " + address + "/24 dev eth0");
        ipInside(host, "link set eth0 up");
    }

    void cut(String name) throws IOException {
        ipInSwitch("link set " + name + " down");
    }

    void restore(String name) throws IOException {
        ipInSwitch("link set " + name + " up");
    }

    /** Our end goes first and by hand: with its peer's namespace it would go too, but some time later. */
    @Override
    public void close() throws IOException {
        try (bridge) {
            ip("link del " + device(subnet)).outIfOk();
        }
    }

    private static String device(int subnet) {
        return "ferry" + subnet;
    }

    private static String address(int subnet, int host) {
        return "198.18." + subnet + "." + host;
    }

    private static Ran ip(String arguments) throws IOException {
        return Ran.here(command("ip", arguments));
    }

    /** In the switch's network only: the pids in the arguments are those of the machine. */
    private void ipInSwitch(String arguments) throws IOException {
        Ran.here(command("nsenter --target " + bridge.initPid() + " --net ip", arguments))
                .outIfOk();
    }

    private static void ipInside(SandboxHost host, String arguments) throws IOException {
        Ran.inside(host, new byte[0], command("ip", arguments)).outIfOk();
    }

    private static List<String> command(String program, String arguments) {
        return Stream.of(program, arguments)
                .flatMap(words -> Stream.of(words.split(" ")))
                .toList();
    }
}
