package dev.ferry.remote.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Connects to itself over 127.0.0.1 and says so. */
final class LoopbackProbe {
    private LoopbackProbe() {}

    public static void main(String[] arguments) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            System.out.println(
                    accepted.isConnected() && client.isConnected()
                            ? "connected from " + InetAddress.getLocalHost().getHostName()
                            : "not connected");
        }
    }
}
