/**
 * One file per kind of resource: how it is recognised, dumped and made again. Adding a kind adds a file and edits none; kinds
 * are found by {@link java.util.ServiceLoader} (AutoService writes its list at compile time).
 */
package dev.ferry.engine.resource;
