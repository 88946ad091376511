/** Ferry: linux. */
package dev.ferry.linux;
