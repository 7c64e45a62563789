# Ctrl-C in the midst of Xen's boot; then of CPU 1 alone, which waits for CPU 0 and would wait long.
connect
continue
info threads
monitor when
stepi
tbreak start_secondary
continue
set scheduler-locking on
continue
info threads
monitor when
backtrace 1
# CPU 0 has not moved; with both of them CPU 1 comes up.
set scheduler-locking off
tbreak smp_cpus_done
continue
info threads
