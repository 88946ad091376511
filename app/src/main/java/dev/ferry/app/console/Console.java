package dev.ferry.app.console;

import dev.ferry.app.conduct.History;
import dev.ferry.app.conduct.HistoryEntry;
import dev.ferry.app.conduct.Hosts;
import dev.ferry.app.conduct.RecentCheckpoints;
import dev.ferry.app.hosts.DialogPrompts;
import dev.ferry.app.migration.MoveModel;
import dev.ferry.app.screen.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Stage;

/** Joins the view model, the window, the theme and what is remembered of both. */
public final class Console {
    private static final Logger LOG = Logger.getLogger(Console.class.getName());

    private final History history;
    private final Path stateFile;
    private final ConsoleViewModel model;
    private final ExecutorService work;
    private WindowState state;
    private Stage stage;
    private ConsoleWindow window;
    private Process desktop;

    /** A console of these hosts, which stay the caller's. */
    public Console(Hosts hosts, History history, Path stateFile, ExecutorService work) {
        this.history = history;
        this.stateFile = stateFile;
        this.work = work;
        DialogPrompts prompts = new DialogPrompts(() -> stage, Platform::runLater);
        this.model = new ConsoleViewModel(
                hosts,
                prompts,
                prompts.forFiles(),
                this::remember,
                new RecentCheckpoints(stateFile.resolveSibling("checkpoints.json")),
                Platform::runLater,
                work);
    }

    /** Opens the window and reaches the hosts. */
    public void show(Stage shown) {
        stage = shown;
        state = WindowState.read(stateFile);
        window = new ConsoleWindow(model, history, this::choose);
        Scene scene = new Scene(window, state.width(), state.height());
        scene.getStylesheets().add(Console.class.getResource("console.css").toExternalForm());
        stage.setScene(scene);
        stage.setTitle(Texts.text("window.title"));
        stage.setMinWidth(960);
        stage.setMinHeight(560);
        stage.setMaximized(state.maximized());
        for (String size : new String[] {"16", "32", "48", "128", "256"}) {
            stage.getIcons()
                    .add(new Image(
                            Console.class.getResource("ferry-" + size + ".png").toExternalForm()));
        }
        stage.setOnCloseRequest(event -> {
            if (!window.mayClose()) event.consume();
        });
        window.arrange(state.list());
        choose(state.theme());
        model.moves().onEnded(this::notifyOf);
        stage.show();
        model.open(state.shown());
        window.focusTable();
    }

    private void choose(ThemeChoice choice) {
        state = state.with(choice);
        window.showTheme(choice);
        forgetDesktop();
        if (choice == ThemeChoice.DESKTOP) {
            desktop = DesktopTheme.follow(theme -> Platform.runLater(theme::apply));
            DesktopTheme.now().apply();
        } else {
            (choice == ThemeChoice.DARK ? Theme.DARK : Theme.LIGHT).apply();
        }
    }

    private void forgetDesktop() {
        if (desktop == null) return;
        try {
            desktop.getOutputStream().close();
        } catch (IOException e) {
            LOG.log(Level.FINE, "it had ended", e);
        }
        desktop = null;
    }

    private void remember(HistoryEntry entry) {
        window.showHint(false);
        work.execute(() -> {
            try {
                history.replace(entry);
            } catch (IOException e) {
                LOG.log(Level.WARNING, "history", e);
                Platform.runLater(() -> window.say(e.getMessage()));
            }
        });
    }

    private void notifyOf(MoveModel move) {
        if (!stage.isFocused()) {
            work.execute(() -> DesktopNotice.show(
                    Texts.text("notice.title", move.trip().program()),
                    move.sentence().get()));
        }
    }

    /** What is shown, for tests. */
    ConsoleViewModel model() {
        return model;
    }

    /** Remembers how the window looks, and stops watching. */
    public void close() {
        forgetDesktop();
        ShownPrograms shown = model.shownPrograms();
        model.close();
        boolean maximized = stage.isMaximized();
        Scene scene = stage.getScene();
        double width = maximized ? state.width() : scene.getWidth();
        double height = maximized ? state.height() : scene.getHeight();
        try {
            new WindowState(width, height, maximized, state.theme(), window.arrangement(), shown).write(stateFile);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "window state", e);
        }
    }
}
