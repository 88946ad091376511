/** Ferry: remote. */
package dev.ferry.remote;
