# A door for 16-bit code: a CPU that has got its SIPI executes its trampoline in real mode.
connect
show architecture
break *0x8000
continue
x/4i $pc
info registers eax ecx edx ebx esp ebp esi edi eip cs ds
print/x $cs_base
stepi
x/i $pc
stepi
x/i $pc
set var $eax = 0x12345678
print/x $eax
print $cr0
monitor info cpus
