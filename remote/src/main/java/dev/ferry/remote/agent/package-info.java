/** Starts the headless engine on a host and finds the first byte that is really the engine's. */
package dev.ferry.remote.agent;
