package dev.ferry.engine.image;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** What the file name of an image says: the kind, and the number if the kind has one (otherwise 0). */
public record ImageName(ImageType type, long id) {

    /** Reads a file name; empty if no kind of image is called like that. */
    public static Optional<ImageName> parse(String fileName) {
        return Arrays.stream(ImageType.values())
                .flatMap(type -> match(type, fileName).stream())
                .findFirst();
    }

    /** Whether a file name is that of the pagemap of a task or of a shared memory. */
    public static boolean isPagemap(String fileName) {
        return parse(fileName)
                .filter(name -> name.type() == ImageType.PAGEMAP || name.type() == ImageType.SHMEM_PAGEMAP)
                .isPresent();
    }

    public String fileName() {
        return type.isNumbered() ? type.fileName(id) : type.fileName();
    }

    private static Optional<ImageName> match(ImageType type, String fileName) {
        if (!type.isNumbered()) {
            return fileName.equals(type.fileName()) ? Optional.of(new ImageName(type, 0)) : Optional.empty();
        }
        OptionalLong id = number(type, fileName);
        return id.isPresent() ? Optional.of(new ImageName(type, id.getAsLong())) : Optional.empty();
    }

    private static OptionalLong number(ImageType type, String fileName) {
        int start = type.prefix().length();
        int end = fileName.length() - type.suffix().length();
        if (start >= end || !fileName.startsWith(type.prefix()) || !fileName.endsWith(type.suffix())) {
            return OptionalLong.empty();
        }
        return parseNumber(fileName.substring(start, end), type);
    }

    private static OptionalLong parseNumber(String digits, ImageType type) {
        try {
            long id = Long.parseLong(digits, type.radix());
            // Only the spelling that we would write: no sign, no leading zeros, no capitals.
            return digits.equals(Long.toString(id, type.radix())) && id >= 0
                    ? OptionalLong.of(id)
                    : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
