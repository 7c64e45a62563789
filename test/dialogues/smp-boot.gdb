# The other CPUs come up: INIT, SIPI, SIPI, and a trampoline in real mode.
connect
tbreak smp_boot_cpus
continue
thread 2
stepi
stepi
print/x (long)$cs_base + (long)$rip
print $cr0
monitor info cpus
tbreak start_secondary
continue
backtrace
print $cr0
print $apic_id
monitor info cpus
