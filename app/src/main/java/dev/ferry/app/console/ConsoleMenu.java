package dev.ferry.app.console;

import dev.ferry.app.fx.Icons;
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
import org.kordamp.ikonli.feather.Feather;

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
                item("menu.history", "Shortcut+H", Feather.CLOCK, window::showHistory),
                new SeparatorMenuItem(),
                item("menu.quit", "Shortcut+Q", Feather.LOG_OUT, this::quit));
    }

    private void quit() {
        Stage stage = (Stage) window.getScene().getWindow();
        stage.fireEvent(new WindowEvent(stage, WindowEvent.WINDOW_CLOSE_REQUEST));
    }

    private Menu program() {
        MenuItem move = item("menu.move", "Shortcut+M", Feather.SEND, window::chooseDestination);
        MenuItem details = item("menu.details", "Shortcut+I", Feather.INFO, window::showDetails);
        MenuItem pause = item("menu.pause", "Shortcut+P", Feather.PAUSE, model.moves()::pauseOrGoOn);
        Menu menu = menu("menu.program", move, details, new SeparatorMenuItem(), pause);
        model.processes().selection().follow(selected -> {
            move.setDisable(selected.isEmpty());
            details.setDisable(selected.isEmpty());
        });
        return menu;
    }

    private Menu checkpoint() {
        MenuItem save = item("menu.save", "Shortcut+S", Feather.SAVE, window::saveSelected);
        MenuItem open = item("menu.open", "Shortcut+O", Feather.FOLDER, window::openCheckpoint);
        MenuItem restore = item("menu.restore", "Shortcut+R", Feather.PLAY, window::chooseRestoreHost);
        MenuItem close = item("menu.close-checkpoint", "Shortcut+W", Feather.ARROW_LEFT, window::closeCheckpoint);
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
                item("menu.add", "Shortcut+N", Feather.PLUS, window::addHost),
                item("menu.reconnect", "F5", Feather.REFRESH_CW, this::reconnect),
                item("menu.next-host", "Shortcut+Tab", Feather.LIST, this::showNext));
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
                item("menu.find", "Shortcut+F", Feather.SEARCH, processes::focusSearch),
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

    private static MenuItem item(String text, String keys, Feather icon, Runnable action) {
        MenuItem item = new MenuItem(Texts.text(text), Icons.of(icon));
        item.setId(text.replace('.', '-'));
        item.setAccelerator(KeyCombination.valueOf(keys));
        item.setOnAction(event -> action.run());
        return item;
    }
}
