package dev.ferry.app.cli;

import dev.ferry.engine.show.DecodedImage;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A decoded image for people: a line a field, what belongs together indented. */
final class ImageText {
    private static final String STEP = "  ";

    private ImageText() {}

    static void print(DecodedImage image, PrintWriter out) {
        out.println(image.image() + " (" + image.type() + "), "
                + Figures.count(image.entries().size(), "entr", "y", "ies"));
        int number = 0;
        for (Map<String, Object> entry : image.entries()) {
            out.println("entry " + number++);
            print(entry, STEP, out);
        }
    }

    private static void print(Map<String, Object> fields, String indent, PrintWriter out) {
        fields.forEach((name, value) -> print(name, value, indent, out));
    }

    @SuppressWarnings("unchecked") // Messages are maps by the names of their fields.
    private static void print(String name, Object value, String indent, PrintWriter out) {
        if (value instanceof Map<?, ?> message) {
            out.println(indent + name);
            print((Map<String, Object>) message, indent + STEP, out);
        } else if (value instanceof List<?> several && several.stream().anyMatch(Map.class::isInstance)) {
            several.forEach(one -> print(name, one, indent, out));
        } else if (value instanceof List<?> several) {
            out.println(
                    indent + name + " " + several.stream().map(ImageText::plain).collect(Collectors.joining(" ")));
        } else {
            out.println(indent + name + " " + plain(value));
        }
    }

    private static String plain(Object value) {
        return Printable.of(String.valueOf(value));
    }
}
