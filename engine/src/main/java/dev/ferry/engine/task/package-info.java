/**
 * The state of tasks and threads that is not memory and not open files: one file per part, with its way into the image and its
 * way back side by side.
 */
package dev.ferry.engine.task;
