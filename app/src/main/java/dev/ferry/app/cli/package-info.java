/** The commands, one class each. Results go to standard output, everything else to standard error. */
package dev.ferry.app.cli;
