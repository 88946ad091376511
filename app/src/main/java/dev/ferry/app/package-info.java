/** What people start: {@code cli} for the shell, and what every front end needs to reach another engine. */
package dev.ferry.app;
