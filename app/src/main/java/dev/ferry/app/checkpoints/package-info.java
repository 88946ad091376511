/** Programs that lie in files: saving a program, looking into a checkpoint, and restoring it somewhere. */
package dev.ferry.app.checkpoints;
