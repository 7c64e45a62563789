# What happens where a 32-bit file meets the 64-bit registers: gdb takes them for those of an i386.
refused connect
