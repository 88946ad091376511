/** Moves: the sheet that asks beforehand, the tray that shows them, and what is left of them afterwards. */
package dev.ferry.app.migration;
