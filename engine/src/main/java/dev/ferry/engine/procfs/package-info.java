/**
 * The files below {@code /proc/PID}, one class per file, named after it. Each class reads ({@code read(pid)}) apart from
 * parsing ({@code parse(text)}, pure), so that every format can be tested with captured texts. A field that cannot be
 * understood is a {@link dev.ferry.engine.procfs.ProcfsException}: a wrong guess would spoil a checkpoint silently. See
 * proc(5) and the kernel's {@code fs/proc}.
 */
package dev.ferry.engine.procfs;
