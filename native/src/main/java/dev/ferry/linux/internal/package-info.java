/** The doorway to the kernel; only {@code dev.ferry.linux..} may enter (held by ArchUnit). */
package dev.ferry.linux.internal;
