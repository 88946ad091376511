package dev.ferry.testwindow;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** An X server without a screen, for this JVM. It ends with it. */
public final class TestDisplay {
    /** It ends when nobody holds the other end of the pipe: not before the JVM, whose GTK exits with 1 if its display goes. */
    private static final String SERVER = "Xvfb -displayfd 1 -screen 0 " + System.getProperty("ferry.screen", "1280x800")
            + "x24 -nolisten tcp -noreset & cat; kill $!";

    private static String name;

    private TestDisplay() {}

    /** Where Xvfb, GTK and a font are. */
    public static boolean isPossible() {
        return Stream.of("/usr/bin/Xvfb", "/usr/local/bin/Xvfb").map(Path::of).anyMatch(Files::isExecutable);
    }

    /** Starts it, if that was not done, before the first class of JavaFX is touched. */
    public static synchronized void start() throws IOException {
        if (name != null) return;
        Process server = new ProcessBuilder("sh", "-c", SERVER)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String number = server.inputReader(StandardCharsets.US_ASCII).readLine();
        if (number == null) throw new IOException("Xvfb did not start");
        name = ":" + number.strip();
        Environment.set("DISPLAY", name);
        Environment.set("GDK_BACKEND", "x11");
        Environment.set("GTK_THEME", "Adwaita");
        System.setProperty("prism.order", "sw");
        System.setProperty("testfx.robot", "glass");
    }

    /** Such as {@code :99}. */
    public static synchronized String name() {
        return name;
    }

    /** GTK reads the environment of the process, not Java's copy of it. */
    private static final class Environment {
        static {
            Native.register("c");
        }

        private Environment() {}

        private static native int setenv(String variable, String value, int overwrite);

        static void set(String variable, String value) {
            setenv(variable, value, 1);
        }
    }
}
