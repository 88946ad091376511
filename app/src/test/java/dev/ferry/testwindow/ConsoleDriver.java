package dev.ferry.testwindow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.app.conduct.History;
import dev.ferry.app.conduct.Hosts;
import dev.ferry.app.console.Console;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javafx.geometry.Bounds;
import javafx.geometry.Rectangle2D;
import javafx.geometry.VerticalDirection;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;
import javafx.scene.image.PixelReader;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.robot.Robot;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/** A person at the console: sees the window, has a mouse and a keyboard. */
public final class ConsoleDriver implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Where {@code mvn} of any module puts the pictures. */
    private static final Path SCREENSHOTS =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("app/target/screenshots");

    private final ExecutorService work = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "console-test");
        thread.setDaemon(true);
        return thread;
    });
    private final FxRobot robot = new FxRobot();
    private final Console console;
    private final Stage stage;

    private ConsoleDriver(Hosts hosts, History history, Path stateFile) throws Exception {
        stage = FxToolkit.registerStage(Stage::new);
        console = new Console(hosts, history, stateFile, work);
        onUi(() -> {
            console.show(stage);
            stage.setX(40);
            stage.setY(20);
            return null;
        });
    }

    /** Opens the window. */
    public static ConsoleDriver open(Hosts hosts, History history, Path stateFile) throws Exception {
        // Pictures are written by AWT, of which a JDK without a screen lacks the other half.
        System.setProperty("java.awt.headless", "true");
        TestDisplay.start();
        FxToolkit.registerPrimaryStage();
        return new ConsoleDriver(hosts, history, stateFile);
    }

    /** Runs something on the thread of JavaFX. */
    public static <T> T onUi(Callable<T> action) {
        return WaitForAsyncUtils.waitForAsyncFx(20_000, action);
    }

    /** Mouse and keyboard. */
    public FxRobot robot() {
        return robot;
    }

    /** The window. */
    public Stage stage() {
        return stage;
    }

    /** Waits until a node is there and visible. */
    public Node see(String query) {
        await(query).atMost(PATIENCE).until(() -> onUi(() -> find(query) != null));
        return onUi(() -> find(query));
    }

    /** Waits until a button can be pressed. */
    public void seeEnabled(String query) {
        seeEnabled(query, PATIENCE);
    }

    /** The same for what takes its time. */
    public void seeEnabled(String query, Duration patience) {
        await(query + " can be pressed")
                .atMost(patience)
                .until(() -> onUi(() -> {
                    Node node = find(query);
                    return node != null && !node.isDisabled();
                }));
    }

    private Node find(String query) {
        return robot.lookup(query).queryAll().stream()
                .filter(ConsoleDriver::isSeen)
                .findFirst()
                .orElse(null);
    }

    private static boolean isSeen(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (!at.isVisible()) return false;
        }
        return node.getScene() != null
                && node.getScene().getWindow() != null
                && node.getScene().getWindow().isShowing();
    }

    /** Waits until a text stands somewhere in the node. */
    public void seeText(String query, String text) {
        seeText(query, text, PATIENCE);
    }

    /** The same for what takes its time. */
    public void seeText(String query, String text, Duration patience) {
        await(query + " says " + text)
                .atMost(patience)
                .until(() -> onUi(() ->
                        robot.lookup(query).queryAll().stream().anyMatch(node -> isSeen(node) && says(node, text))));
    }

    private static boolean says(Node node, String text) {
        if (node instanceof Labeled labeled
                && labeled.getText() != null
                && labeled.getText().contains(text)) return true;
        return node instanceof Parent parent
                && parent.getChildrenUnmodifiable().stream().anyMatch(child -> child.isVisible() && says(child, text));
    }

    /** The row of a program in the list, by the text of one of its cells. */
    public Node row(String text) {
        await("a row with " + text).atMost(PATIENCE).until(() -> onUi(() -> findRow(text) != null));
        return onUi(() -> findRow(text));
    }

    private Node findRow(String text) {
        return robot.lookup(".tree-table-row-cell").queryAll().stream()
                .filter(row -> isSeen(row) && says(row, text))
                .findFirst()
                .orElse(null);
    }

    /** Turns the wheel over what scrolls until a node in it can be clicked. */
    public void scrollTo(String query, String scrolled) {
        robot.moveTo(scrolled);
        Node node = see(query);
        await(query + " comes into view").atMost(PATIENCE).until(() -> {
            if (onUi(() -> isInView(node))) return true;
            robot.scroll(3, VerticalDirection.DOWN);
            return false;
        });
    }

    private static boolean isInView(Node node) {
        Bounds place = node.localToScene(node.getBoundsInLocal());
        for (Node at = node.getParent(); at != null; at = at.getParent()) {
            if (at.getClip() != null
                    && !at.localToScene(at.getClip().getBoundsInParent()).contains(place)) return false;
        }
        return true;
    }

    /** Types into the search field. */
    public void search(String text) {
        robot.clickOn("#search").write(text);
    }

    /** Takes hold of a row and holds it over a node. */
    public void dragOver(Node row, Node over) {
        robot.drag(row, MouseButton.PRIMARY).moveBy(20, 8).moveTo(over).moveBy(4, 4);
    }

    /** Lets go. */
    public void drop() {
        robot.drop();
    }

    /** Presses keys one after the other. */
    public void type(KeyCode... keys) {
        robot.type(keys);
    }

    /** Writes what is on the screen as {@code NAME.png}, and complains of texts that are cut off and controls without a name. */
    public void screenshot(String name) {
        WaitForAsyncUtils.waitForFxEvents();
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            BufferedImage picture = onUi(ConsoleDriver::capture);
            Files.createDirectories(SCREENSHOTS);
            File file = SCREENSHOTS.resolve(name + ".png").toFile();
            ImageIO.write(picture, "png", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(onUi(Looks::complaints)).as(name).isEmpty();
    }

    private static BufferedImage capture() {
        Rectangle2D all = Screen.getPrimary().getBounds();
        WritableImage image = new Robot()
                .getScreenCapture(null, all.getMinX(), all.getMinY(), all.getWidth(), all.getHeight(), false);
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        PixelReader pixels = image.getPixelReader();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, pixels.getArgb(x, y));
            }
        }
        return picture;
    }

    @Override
    public void close() {
        if (Boolean.getBoolean("ferry.debug")) screenshot("debug");
        robot.release(new MouseButton[0]);
        robot.release(new KeyCode[0]);
        onUi(() -> {
            console.close();
            stage.close();
            return null;
        });
        work.shutdownNow();
    }
}
