/** System calls made by another process on our behalf: a scope that puts everything back, and a batch for many calls. */
package dev.ferry.linux.inject;
