package dev.ferry.testwindow;

import dev.ferry.app.conduct.History;
import dev.ferry.app.conduct.Phase;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.Severity;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.input.KeyCode;

/** A JVM of its own, for the scale of a screen is asked for once. Takes pictures of the main states, and ends. */
public final class WindowAtScale {
    private WindowAtScale() {}

    /** With what begins the names of the pictures, and an empty directory. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        ScriptedHosts hosts = new ScriptedHosts();
        try (ConsoleDriver console = ConsoleDriver.open(hosts, new History(directory), directory.resolve("window"))) {
            take(console, hosts, arguments[0]);
        }
        System.exit(0);
    }

    private static void take(ConsoleDriver console, ScriptedHosts hosts, String name) throws Exception {
        System.out.println("scale " + ConsoleDriver.onUi(console.stage()::getOutputScaleX));
        console.see("#host-sandbox");
        hosts.here().show(List.of(Samples.tree(812, "nginx", 0.02), Samples.tree(2310, "python3", 0.93)));
        hosts.there().show(List.of());
        hosts.here()
                .finds(new Finding(
                        Severity.WARNING, "clock", "the clock", "differs by 12 s", "set it, for example by NTP"));
        console.dragOver(console.row("python3"), console.see("#host-sandbox"));
        console.seeText("#host-sandbox", "Let go");
        console.screenshot(name + "-hover");
        console.drop();
        console.seeText("#preflight", "It can move");
        console.screenshot(name + "-preflight");
        console.robot().clickOn("#preflight-move");
        console.see("#move-cancel");
        ScriptedMove move = hosts.here().moves().get(0);
        move.listener().phase(Phase.COPYING);
        move.listener().round(1, 512L << 20, 200L << 20);
        console.seeText("#tray", "1 round");
        console.screenshot(name + "-running");
        console.robot().clickOn(console.row("nginx")).push(KeyCode.CONTROL, KeyCode.I);
        console.seeText("#details", "812");
        console.screenshot(name + "-details");
    }
}
