/** Trees that live in a pid namespace of their own, pid_namespaces(7): how an engine gets into it (decision 0025). */
package dev.ferry.engine.pidns;
