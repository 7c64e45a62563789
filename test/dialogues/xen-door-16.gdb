# A door for 16-bit code: CPU 1 of Xen executes its trampoline in real mode.
connect
show architecture
break *0x8f000
continue
x/8i $pc
info registers eax ecx edx ebx esp ebp esi edi eip cs ds
print/x $cs_base
stepi
x/i $pc
stepi 3
x/i $pc
print $cr0
monitor info cpus
