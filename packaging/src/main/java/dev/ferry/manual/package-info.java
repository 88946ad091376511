/**
 * What is written about the commands for other programs: the manual page and the completions of shells. The build makes them from
 * picocli's model of the commands, so they say what the help says. Nothing of this is installed. Start with
 * {@link dev.ferry.manual.Manual}.
 */
package dev.ferry.manual;
