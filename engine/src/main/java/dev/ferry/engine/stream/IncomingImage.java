package dev.ferry.engine.stream;

import java.io.InputStream;

/** An image that is being received. The content can be read once, until the source is asked for the next image. */
public record IncomingImage(String name, InputStream content) {}
