/** The window of the desktop: what it is made of, how it looks, and how it starts. */
package dev.ferry.app.console;
