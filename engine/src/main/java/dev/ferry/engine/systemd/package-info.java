/** What systemd would do with programs that have come here. */
package dev.ferry.engine.systemd;
