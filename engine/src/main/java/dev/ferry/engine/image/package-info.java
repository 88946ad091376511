/**
 * The images of a checkpoint in CRIU's format: names, magics, and size-prefixed protobuf entries.
 *
 * <p>What the entries say is in {@code src/main/proto}, one file per file of CRIU's format.
 */
package dev.ferry.engine.image;
