/**
 * Files of the program that travel with its checkpoint: taken on the source, and put in their places on the destination so that
 * everything can be undone until the program runs there.
 */
package dev.ferry.engine.carry;
