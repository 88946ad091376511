/** Memory of a tree: its mappings as images, and its pages. */
package dev.ferry.engine.memory;
