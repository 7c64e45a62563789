# Without an IDT an NMI cannot be delivered, nor what follows: the CPU shuts down, the others run on.
connect
break worker_loop
continue
delete
set var $idtr_limit = 0
monitor inject nmi 1
continue
info threads
stepi
thread 1
stepi
monitor info cpus
thread 2
set scheduler-locking on
continue
