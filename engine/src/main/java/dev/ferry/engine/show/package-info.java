/**
 * What lies in a checkpoint, for people who look into it: {@link dev.ferry.engine.show.CheckpointReader} reads the images as a restore
 * does and answers with records that know nothing of their format. It also reads what Ferry could not restore, so that CRIU's
 * checkpoints can be looked into as well.
 */
package dev.ferry.engine.show;
