# A door for 32-bit code: Xen from its multiboot entry, by registers of an i386.
connect
show architecture
x/i $pc
info registers eip eax ebx esp cs ss ds eflags
# What the loader left: flags of the information, and 640 KiB below.
print/x *(int *)$ebx
stepi
x/6i $pc
stepi 2
info registers eip
refused info registers rip
print $cr0
set var $eax = 0x12345678
print/x $eax
monitor info cpus
info threads
