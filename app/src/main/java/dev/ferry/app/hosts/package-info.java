/** The right pane: a card for every host, and what is asked of a person while one is reached. */
package dev.ferry.app.hosts;
