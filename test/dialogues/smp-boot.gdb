# The other CPUs come up: INIT, SIPI, SIPI, and a trampoline in real mode.
connect
tbreak smp_boot_cpus
continue
thread 2
stepi
stepi
x/i $rip
print/x $cs_base
print $cr0
stepi
monitor info cpus
break *0x8000
continue
stepi
delete
tbreak start_secondary
continue
backtrace
print $cr0
print $apic_id
