package dev.ferry.app.fx;

import dev.ferry.app.conduct.PlainText;
import dev.ferry.app.screen.Texts;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tab;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;

/** A table of facts that only have to be read: texts in columns, numbers to the right, and how many there are on its tab. */
public final class FactTable<T> extends TableView<T> {
    private static final double ROW = 28;
    private static final int LONGEST = 4000;

    private final Tab tab = new Tab();
    private final String name;

    /** @param name key of the text that it is called by */
    public FactTable(String name) {
        this.name = name;
        getStyleClass().add("facts");
        setFixedCellSize(ROW);
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        setAccessibleText(Texts.text(name));
        tab.setText(Texts.text(name));
        tab.setContent(this);
        tab.setClosable(false);
        sayInstead(Texts.text("details.asking"));
    }

    /** The tab that it is on. */
    public Tab tab() {
        return tab;
    }

    /** One more column of texts. */
    public FactTable<T> with(String title, double width, Function<T, String> text) {
        getColumns().add(column(title, width, text));
        return this;
    }

    /** One more column of numbers, which stand below each other. */
    public FactTable<T> withNumber(String title, double width, Function<T, String> text) {
        TableColumn<T, String> column = column(title, width, text);
        column.getStyleClass().add("number");
        column.setCellFactory(any -> new NumberCell<>());
        column.setSortable(false);
        getColumns().add(column);
        return this;
    }

    private static <T> TableColumn<T, String> column(String title, double width, Function<T, String> text) {
        TableColumn<T, String> column = new TableColumn<>(Texts.text(title));
        column.setPrefWidth(width);
        column.setCellValueFactory(row -> new ReadOnlyStringWrapper(PlainText.of(text.apply(row.getValue()), LONGEST)));
        column.setReorderable(false);
        return column;
    }

    /** The rows. */
    public void fill(List<T> rows) {
        getItems().setAll(rows);
        tab.setText(Texts.text(name) + "  " + rows.size());
        sayInstead(Texts.text("details.none"));
    }

    /** What stands there while there are no rows. */
    public void sayInstead(String text) {
        Label empty = new Label(text);
        empty.getStyleClass().add("empty");
        empty.setWrapText(true);
        empty.setAlignment(Pos.CENTER);
        setPlaceholder(empty);
    }

    private static final class NumberCell<T> extends TableCell<T, String> {
        NumberCell() {
            setAlignment(Pos.CENTER_RIGHT);
            getStyleClass().add("number");
        }

        @Override
        protected void updateItem(String text, boolean empty) {
            super.updateItem(text, empty);
            setText(empty ? null : text);
        }
    }
}
