/** A display of the tests' own, a person at it, and hosts that say what a test wants. */
package dev.ferry.testwindow;
