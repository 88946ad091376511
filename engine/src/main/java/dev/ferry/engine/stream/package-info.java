/**
 * Sets of images on their way: into and out of a directory, a file, a pipe or a migration channel.
 *
 * <p>An {@link dev.ferry.engine.stream.ImageSink} takes a set, an {@link dev.ferry.engine.stream.ImageSource} gives it back.
 * Everywhere but in directories a set travels as frames:
 *
 * <pre>
 * u32 stream   u8 type   u32 length   u32 CRC32C of the other header fields and the payload   payload
 * </pre>
 *
 * <p>If bit 7 of the type is set, the payload is compressed: u32 length of the original, one frame of zstd. Only IMAGE_DATA and
 * PAGES are, and only for an engine whose hello has the feature "zstd".
 *
 * <p>All numbers are little-endian. Stream 0 belongs to the migration protocol; a set of images has a stream of its own, on
 * which comes for each image IMAGE_OPEN, any number of IMAGE_DATA, IMAGE_END, and after the last image SET_END. A file or pipe
 * starts with eight bytes of magic; a channel has its own hello.
 */
package dev.ferry.engine.stream;
