package dev.ferry.engine.stream;

import dev.ferry.engine.image.ImageException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The names of the images in one set: each is harmless as a file name, and new. */
final class ImageNames {
    /** More than the images of a tree of 100,000 threads. */
    static final int MAX_IMAGES = 1 << 18;

    static final int MAX_LENGTH = 64;

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");

    private final Set<String> seen = new HashSet<>();

    /** Adds a name, or says what is wrong with it. */
    String add(String name) throws ImageException {
        if (!isAllowed(name)) {
            throw new ImageException("An image can not be called '" + printable(name)
                    + "': only letters, digits, '.', '_' and '-' are allowed, at most 64, and no dot in front.");
        }
        if (seen.size() == MAX_IMAGES) {
            throw new ImageException("The checkpoint has more than " + MAX_IMAGES + " images.");
        }
        if (!seen.add(name)) {
            throw new ImageException("The checkpoint has two images called " + name + ".");
        }
        return name;
    }

    boolean contains(String name) {
        return seen.contains(name);
    }

    int count() {
        return seen.size();
    }

    static boolean isAllowed(String name) {
        return ALLOWED.matcher(name).matches();
    }

    private static String printable(String name) {
        String start = name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH) + "...";
        return start.replaceAll("[^ -~]", "?");
    }
}
