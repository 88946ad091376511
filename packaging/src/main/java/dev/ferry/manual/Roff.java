package dev.ferry.manual;

/** Text in the man macros of troff, man(7). */
final class Roff {
    private final StringBuilder page = new StringBuilder();

    /** The first line of a page. */
    Roff title(String name, int section, String source, String manual) {
        return line(".TH \"%s\" \"%d\" \"\" \"%s\" \"%s\"".formatted(name, section, escaped(source), escaped(manual)));
    }

    Roff section(String heading) {
        return line(".SH \"" + escaped(heading) + '"');
    }

    Roff subsection(String heading) {
        return line(".SS \"" + escaped(heading) + '"');
    }

    Roff paragraph(String text) {
        return line(".PP").text(text);
    }

    /** A name with a text that is indented below it; the name is markup already. */
    Roff item(String markup, String text) {
        return line(".TP").line(markup).text(text);
    }

    /** Plain text. A line that begins with a dot or an apostrophe would be a request. */
    Roff text(String text) {
        String escaped = escaped(text);
        return line(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped);
    }

    static String bold(String text) {
        return "\\fB" + escaped(text) + "\\fR";
    }

    static String italic(String text) {
        return "\\fI" + escaped(text) + "\\fR";
    }

    @Override
    public String toString() {
        return page.toString();
    }

    private Roff line(String line) {
        page.append(line).append('\n');
        return this;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("\"", "\\(dq")
                .replace("~", "\\(ti");
    }
}
