# Xen's own file is a 32-bit one: gdb takes the 64-bit registers for those of an i386, and says so.
refused connect
