package dev.ferry.app.console;

import dev.ferry.app.conduct.History;
import dev.ferry.app.conduct.Hosts;
import dev.ferry.app.conduct.session.LiveHosts;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;

/** The console as JavaFX starts it. */
public final class ConsoleApplication extends Application {
    private final ExecutorService work = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "ferry-console");
        thread.setDaemon(true);
        return thread;
    });
    private Hosts hosts;
    private Console console;

    @Override
    public void start(Stage stage) throws Exception {
        hosts = LiveHosts.ofThisUser();
        console = new Console(hosts, History.ofThisUser(), WindowState.usualFile(), work);
        console.show(stage);
    }

    @Override
    public void stop() {
        if (console != null) console.close();
        if (hosts != null) hosts.close();
        work.shutdownNow();
        Platform.exit();
    }
}
