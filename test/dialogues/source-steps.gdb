# Stepping over C, into it and out of it, with the other CPUs running or held.
connect
break worker_loop
continue
delete
info threads
set scheduler-locking on
next
step
info threads
next 3
step
finish
up
info threads
thread 1
stepi
set scheduler-locking off
thread 3
stepi 2
info threads
set scheduler-locking step
next
until
advance sites_check_either
info threads
