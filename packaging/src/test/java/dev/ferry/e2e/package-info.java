/** Real programs move between two test hosts, by the launcher that people start. */
package dev.ferry.e2e;
