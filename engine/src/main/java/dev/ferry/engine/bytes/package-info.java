/** Streams of bytes, whatever they are of. */
package dev.ferry.engine.bytes;
