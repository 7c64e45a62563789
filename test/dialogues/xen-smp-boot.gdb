# Xen brings CPU 1 up: INIT, SIPI, a trampoline in real mode; from there to C.
connect
tbreak __cpu_up
continue
info threads
thread 2
print $cpu_state
print $cr0
# Its next steps are the INIT and the SIPI that CPU 0 sends.
stepi
print $cpu_state
stepi
print $cpu_state
print/x $cs
print/x $cs_base
print/x $rip
stepi
monitor info cpus
info threads
# Real mode, protected mode, long mode: until it has the page tables of all.
monitor catch cr3
continue
x/i $pc
print $cr0
print $efer
monitor catch off
tbreak start_secondary
continue
print $cr0
print $efer
print $apic_id
info threads
# Who asks for it is told of a thread that appears, at the moment of its SIPI.
monitor seek start
maintenance flush register-cache
maintenance packet QThreadEvents:1
maintenance packet vCont;c
maintenance packet QThreadEvents:0
thread 1
maintenance flush register-cache
info threads
