package dev.ferry.app.fx;

import dev.ferry.app.screen.Texts;
import javafx.scene.control.MenuItem;
import javafx.scene.input.KeyCombination;
import org.kordamp.ikonli.feather.Feather;

/** What can be done from the menus of the window by a key, which the other menus show, too. */
public enum Shortcut {
    HISTORY("menu.history", "Shortcut+H", Feather.CLOCK),
    QUIT("menu.quit", "Shortcut+Q", Feather.LOG_OUT),
    MOVE("menu.move", "Shortcut+M", Feather.SEND),
    DETAILS("menu.details", "Shortcut+I", Feather.INFO),
    PAUSE("menu.pause", "Shortcut+P", Feather.PAUSE),
    SAVE("menu.save", "Shortcut+S", Feather.SAVE),
    OPEN("menu.open", "Shortcut+O", Feather.FOLDER),
    RESTORE("menu.restore", "Shortcut+R", Feather.PLAY),
    CLOSE_CHECKPOINT("menu.close-checkpoint", "Shortcut+W", Feather.ARROW_LEFT),
    ADD_HOST("menu.add", "Shortcut+N", Feather.PLUS),
    RECONNECT("menu.reconnect", "F5", Feather.REFRESH_CW),
    NEXT_HOST("menu.next-host", "Shortcut+Tab", Feather.LIST),
    FIND("menu.find", "Shortcut+F", Feather.SEARCH);

    private final String text;
    private final String keys;
    private final Feather icon;

    Shortcut(String text, String keys, Feather icon) {
        this.text = text;
        this.keys = keys;
        this.icon = icon;
    }

    /** In the menu bar the key works; in a {@link RowMenu} it is only shown. */
    public MenuItem item(Runnable action) {
        MenuItem item = new MenuItem(Texts.text(text), Icons.of(icon));
        item.setId(text.replace('.', '-'));
        item.setAccelerator(KeyCombination.valueOf(keys));
        item.setOnAction(event -> action.run());
        return item;
    }
}
