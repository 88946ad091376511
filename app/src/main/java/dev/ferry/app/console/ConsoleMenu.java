package dev.ferry.app.console;

import dev.ferry.app.fx.Shortcut;
import dev.ferry.app.hosts.HostCardModel;
import dev.ferry.app.processes.ProcessesView;
import dev.ferry.app.screen.Texts;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCombination;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;

/** Everything that the window can do, with the keys that do it. */
final class ConsoleMenu {
    private final ConsoleViewModel model;
    private final ConsoleWindow window;
    private final ProcessesView processes;
    private final Map<ThemeChoice, RadioMenuItem> themes = new EnumMap<>(ThemeChoice.class);
    private final MenuBar bar = new MenuBar();

    ConsoleMenu(ConsoleViewModel model, ConsoleWindow window, ProcessesView processes, Consumer<ThemeChoice> theme) {
        this.model = model;
        this.window = window;
        this.processes = processes;
        bar.getMenus().setAll(ferry(), program(), checkpoint(), host(), view(theme));
    }

    MenuBar bar() {
        return bar;
    }

    private Menu ferry() {
        return menu(
                "menu.ferry",
                Shortcut.HISTORY.item(window::showHistory),
                new SeparatorMenuItem(),
                Shortcut.QUIT.item(this::quit));
    }

    private void quit() {
        Stage stage = (Stage) window.getScene().getWindow();
        stage.fireEvent(new WindowEvent(stage, WindowEvent.WINDOW_CLOSE_REQUEST));
    }

    private Menu program() {
        MenuItem move = Shortcut.MOVE.item(window::chooseDestination);
        MenuItem details = Shortcut.DETAILS.item(window::showDetails);
        MenuItem pause = Shortcut.PAUSE.item(model.moves()::pauseOrGoOn);
        Menu menu = menu("menu.program", move, details, new SeparatorMenuItem(), pause);
        model.processes().selection().follow(selected -> {
            move.setDisable(selected.isEmpty());
            details.setDisable(selected.isEmpty());
        });
        return menu;
    }

    private Menu checkpoint() {
        MenuItem save = Shortcut.SAVE.item(window::saveSelected);
        MenuItem open = Shortcut.OPEN.item(window::openCheckpoint);
        MenuItem restore = Shortcut.RESTORE.item(window::chooseRestoreHost);
        MenuItem close = Shortcut.CLOSE_CHECKPOINT.item(window::closeCheckpoint);
        Runnable offer =
                () -> save.setDisable(model.processes().selection().get().isEmpty()
                        || model.checkpoints().opened().get().isPresent());
        model.processes().selection().follow(selected -> offer.run());
        model.checkpoints().opened().follow(opened -> {
            offer.run();
            restore.setDisable(opened.isEmpty());
            close.setDisable(opened.isEmpty());
        });
        return menu("menu.checkpoint", save, open, new SeparatorMenuItem(), restore, close);
    }

    private Menu host() {
        return menu(
                "menu.host",
                Shortcut.ADD_HOST.item(window::addHost),
                Shortcut.RECONNECT.item(this::reconnect),
                Shortcut.NEXT_HOST.item(this::showNext));
    }

    private void reconnect() {
        model.hosts().cards().get().forEach(HostCardModel::connect);
    }

    private void showNext() {
        var usable = model.hosts().cards().get().stream()
                .filter(card -> card.session().isPresent())
                .toList();
        int now = model.shown().get().map(usable::indexOf).orElse(-1);
        if (!usable.isEmpty()) model.choose(usable.get((now + 1) % usable.size()));
    }

    private Menu view(Consumer<ThemeChoice> theme) {
        CheckMenuItem kernel = new CheckMenuItem(Texts.text("menu.kernel"));
        kernel.setAccelerator(KeyCombination.valueOf("Shortcut+K"));
        model.processes().filter().follow(filter -> kernel.setSelected(filter.kernel()));
        kernel.setOnAction(event ->
                model.processes().filter().set(model.processes().filter().get().withKernel(kernel.isSelected())));
        CheckMenuItem mine = new CheckMenuItem(Texts.text("menu.mine"));
        mine.setAccelerator(KeyCombination.valueOf("Shortcut+U"));
        model.processes().mine().follow(mine::setSelected);
        mine.setOnAction(event -> model.processes().showMine(mine.isSelected()));
        return menu(
                "menu.view",
                Shortcut.FIND.item(processes::focusSearch),
                mine,
                kernel,
                new SeparatorMenuItem(),
                themes(theme));
    }

    private Menu themes(Consumer<ThemeChoice> theme) {
        Menu menu = menu("menu.theme");
        ToggleGroup group = new ToggleGroup();
        for (ThemeChoice choice : ThemeChoice.values()) {
            RadioMenuItem item =
                    new RadioMenuItem(Texts.text("theme." + choice.name().toLowerCase(Locale.ROOT)));
            item.setToggleGroup(group);
            item.setOnAction(event -> theme.accept(choice));
            themes.put(choice, item);
            menu.getItems().add(item);
        }
        return menu;
    }

    void showTheme(ThemeChoice choice) {
        themes.get(choice).setSelected(true);
    }

    private static Menu menu(String text, MenuItem... items) {
        Menu menu = new Menu(Texts.text(text));
        menu.getItems().setAll(items);
        return menu;
    }
}
