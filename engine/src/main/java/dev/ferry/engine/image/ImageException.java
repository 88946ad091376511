package dev.ferry.engine.image;

import java.io.IOException;

/** An image, or a stream of images, that is not what it should be. The message is one sentence for a person. */
public final class ImageException extends IOException {
    private static final long serialVersionUID = 1L;

    public ImageException(String message) {
        super(message);
    }

    public ImageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What is wrong in one image, and how many bytes into it. */
    static ImageException at(String image, long offset, String what) {
        return new ImageException("Image " + image + " is damaged at byte " + offset + ": " + what + ".");
    }
}
