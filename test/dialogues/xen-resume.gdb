# Every way to let two CPUs go: together, one alone, one by steps while the other runs, over a range.
connect
break start_secondary
continue
delete
# Held: CPU 0 stays where it is, whatever CPU 1 does.
set scheduler-locking on
print $pc
stepi
stepi 20
thread 1
print $pc
# Steps hold the others, and continue lets them go.
set scheduler-locking step
stepi
thread 2
print $pc
tbreak cpu_init
continue
# Together: one step of CPU 1, and CPU 0 takes its turns.
set scheduler-locking off
thread 1
set $before = $pc
thread 2
stepi
stepi 300
thread 1
print $pc == $before
# Over the range of a function that has no lines, by vCont;r and by single steps: to the same place.
thread 2
monitor mark range
step
set $out = $pc
monitor when
monitor seek range
maintenance flush register-cache
set range-stepping off
step
print $pc == $out
monitor when
set range-stepping on
# Each CPU as it is told; who is not named does not move, and who is not there is refused.
maintenance packet vCont?
maintenance packet vCont;s:p1.1
maintenance packet vCont;s:p1.2;s:p1.1
maintenance packet vCont;s:p1.9
maintenance packet vCont;q
# gdb does not know that these have run, nor whom they have selected.
maintenance packet Hgp1.2
maintenance flush register-cache
info threads
# A signal is accepted, and none arrives: a machine has none.
queue-signal SIGUSR1
stepi
tbreak smp_cpus_done
signal SIGINT
info threads
jump *$pc
