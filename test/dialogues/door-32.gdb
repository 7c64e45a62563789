# A door for 32-bit code: the entry of a 32-bit multiboot image, whose symbols come by the link.
connect
show architecture
x/4i $pc
refused info registers rip
info registers eip ebx
stepi
x/i $pc
tbreak inside
continue
stepi
x/2i $pc
print $cr0
monitor info cpus
