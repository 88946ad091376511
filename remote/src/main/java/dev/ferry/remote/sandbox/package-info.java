/**
 * The {@code sandbox:} destination: a throwaway host on this machine, for trying, showing and testing with one machine
 * and no ssh. Start with {@link dev.ferry.remote.sandbox.SandboxHost}.
 *
 * <p>It is made of namespaces (namespaces(7)) and an overlay (kernel, {@code Documentation/filesystems/overlayfs.rst}),
 * set up by the shell text {@code init.sh} beside this package with the tools of util-linux.
 */
package dev.ferry.remote.sandbox;
