# Memory of Xen beyond m and M: searched, compared, up to a hole, and physical.
connect
# gdb compares where a file was loaded, and before there is paging that is where Xen is.
compare-sections .text
compare-sections .rodata
tbreak smp_cpus_done
continue
info mem
# A text of its own, an instruction, and what is nowhere.
find &_stext, +0x300000, "Timed out waiting for alternatives self-NMI to hit\n"
x/s $_
find /b cache_flush, +0x100, 0x0f, 0xae, 0xf0
x/i $_
find /w 0, +0x7fffffffffff, 0xdeadbeef
# Where the file was loaded there is the copy that Xen left, unpatched; QEMU's packet shows it.
refused compare-sections .text
maintenance packet qqemu.PhyMemMode
maintenance packet Qqemu.PhyMemMode:1
maintenance packet qqemu.PhyMemMode
compare-sections .text
maintenance packet Qqemu.PhyMemMode:0
# Physical memory without a mode: one more view of the same bytes, and of those of the copy.
eval "monitor translate %#lx", &handle_ist_exception
x/3xb handle_ist_exception
x/3xb 0x0100000007a01ebe
x/3xb 0x0100000000201ebe
monitor xp 0x7a01ebe 3
set var *(unsigned char *)0x0100000007a01ebe = 0xcc
x/i handle_ist_exception
set var *(unsigned char *)handle_ist_exception = 0x66
x/3xb 0x0100000007a01ebe
refused x/1xb 0x0100000008000000
# Reads end at a hole, and a write over it changes nothing.
monitor translate 0x90ffe
monitor translate 0x91000
refused x/4xb 0x90ffe
maintenance packet m90ffe,4
maintenance packet x90ffe,4
maintenance packet m91000,4
refused set var *(int *)0x90ffe = 0x01020304
maintenance packet m90ffe,2
# Code that is mapped read-only is written nevertheless, by gdb.
set var *(short *)0x90ffe = 0x0102
maintenance packet m90ffe,2
