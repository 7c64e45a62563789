# What stops a machine, as signals; and none is delivered to it, whatever gdb passes on.
connect
tbreak start_secondary
continue
# Passed on by gdb, and dropped: CPU 1 comes up as it would have.
handle SIGUSR1 SIGALRM nostop noprint pass
tbreak cpu_init
signal SIGUSR1
queue-signal SIGALRM
stepi
# None: Xen has halted, and nobody will wake it.
monitor mark comes-up
signal 0
info threads
# SIGABRT: a CPU that has no IDT shuts down, and waits for INIT or a reset.
monitor seek comes-up
maintenance flush register-cache
thread 2
set var $idtr_limit = 0
monitor inject nmi 1
continue
info threads
stepi
# The end of the machine is an exit, of which there is a way back if it is caught.
monitor seek comes-up
maintenance flush register-cache
monitor catch exit
thread 1
set var $rdi = 0
set var $rip = machine_restart
set scheduler-locking on
continue
monitor when
reverse-stepi
x/i $pc
continue
monitor catch off
continue
info threads
