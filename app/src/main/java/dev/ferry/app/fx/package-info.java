/** Small controls and the hand-over to the thread of JavaFX. */
package dev.ferry.app.fx;
