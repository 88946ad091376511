/** The clocks that a tree goes by, and the time namespace in which they go on elsewhere, time_namespaces(7) (decision 0026). */
package dev.ferry.engine.timens;
