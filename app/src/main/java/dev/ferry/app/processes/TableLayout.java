package dev.ferry.app.processes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a person has arranged the list: all columns from left to right, and by which of them it is sorted, the most important first.
 */
public record TableLayout(List<Column> columns, List<Sort> sorts) {
    /** As wide as it is at first. */
    static final double USUAL_WIDTH = 0;

    private static final double WIDEST = 5_000;
    private static final Pattern COLUMN = Pattern.compile("(-?)([A-Z]+):(\\d{1,5})");
    private static final Pattern SORT = Pattern.compile("(-?)([A-Z]+)");

    /** Of a list that nobody has arranged. */
    public static final TableLayout USUAL = parse("", "");

    /** A column, whether it is shown, and its width in pixels. */
    public record Column(ProcessColumn column, double width, boolean shown) {
        String text() {
            return (shown ? "" : "-") + column.name() + ":" + Math.round(width);
        }
    }

    /** A column by which it is sorted. */
    public record Sort(ProcessColumn column, boolean descending) {
        String text() {
            return (descending ? "-" : "") + column.name();
        }
    }

    /** Copies the lists. */
    public TableLayout {
        columns = List.copyOf(columns);
        sorts = List.copyOf(sorts);
    }

    /** Out of its two texts. What makes no sense is passed over, and what is missing is as usual. */
    public static TableLayout parse(String columns, String sorts) {
        return new TableLayout(columns(columns), sorts(sorts));
    }

    private static List<Column> columns(String text) {
        List<Column> found = new ArrayList<>();
        Set<ProcessColumn> missing = EnumSet.allOf(ProcessColumn.class);
        for (String word : text.split(" ", -1)) {
            Matcher parts = COLUMN.matcher(word);
            if (parts.matches()) {
                double width = Double.parseDouble(parts.group(3));
                named(parts.group(2))
                        .filter(missing::remove)
                        .map(column -> new Column(
                                column,
                                width <= WIDEST ? width : USUAL_WIDTH,
                                parts.group(1).isEmpty()))
                        .ifPresent(found::add);
            }
        }
        missing.forEach(column -> found.add(new Column(column, USUAL_WIDTH, true)));
        return found;
    }

    private static List<Sort> sorts(String text) {
        List<Sort> found = new ArrayList<>();
        Set<ProcessColumn> left = EnumSet.allOf(ProcessColumn.class);
        for (String word : text.split(" ", -1)) {
            Matcher parts = SORT.matcher(word);
            if (parts.matches()) {
                named(parts.group(2))
                        .filter(left::remove)
                        .map(column -> new Sort(column, !parts.group(1).isEmpty()))
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<ProcessColumn> named(String name) {
        return Arrays.stream(ProcessColumn.values())
                .filter(column -> column.name().equals(name))
                .findFirst();
    }

    /** The columns, for {@link #parse}. */
    public String columnsText() {
        return columns.stream().map(Column::text).collect(Collectors.joining(" "));
    }

    /** The order, for {@link #parse}. */
    public String sortsText() {
        return sorts.stream().map(Sort::text).collect(Collectors.joining(" "));
    }
}
