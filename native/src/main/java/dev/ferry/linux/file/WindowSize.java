package dev.ferry.linux.file;

/**
 * The size of a terminal, {@code struct winsize} of ioctl_tty(2), unsigned 16 bits each.
 *
 * @param rows lines of characters
 * @param columns characters in a line
 * @param width in pixels, or 0
 * @param height in pixels, or 0
 */
public record WindowSize(int rows, int columns, int width, int height) {
    static final int SIZE = 8;

    public WindowSize {
        if (((rows | columns | width | height) & ~0xffff) != 0) {
            throw new IllegalArgumentException("no size of a window: " + rows + "x" + columns);
        }
    }
}
