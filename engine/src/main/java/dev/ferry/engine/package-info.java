/** Ferry: engine. */
package dev.ferry.engine;
