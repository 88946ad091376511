/** Looks at this host for whoever conducts: {@code ferry watch} and {@code ferry ps --watch}. One scan of /proc for each sample. */
package dev.ferry.app.watch;
