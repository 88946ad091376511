/** Numbers and layouts of the kernel's ABI on x86_64, one class per header: values only, no behaviour. */
package dev.ferry.linux.abi;
