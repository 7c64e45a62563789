# Which way a CPU has gone, worked out from the past; reverse commands replay it inside gdb.
connect
tbreak alternative_instructions
continue
record btrace bts
tbreak text_poke
continue
info record
record function-call-history /c 1,+30
record instruction-history 740,+10
reverse-stepi
reverse-stepi
x/i $pc
info record
reverse-finish
reverse-step
record goto begin
where 1
record goto end
where 1
stepi
record instruction-history 745,+10
# More than the buffer takes: the last of it.
tbreak smp_boot_cpus
continue
info record
record stop
# An NMI in the midst of it is a branch, and other CPUs are not seen.
tbreak text_poke_live
continue
set record btrace bts buffer-size unlimited
record btrace bts
monitor inject nmi 0
tbreak text_poke
continue
info record
record function-call-history /c 1,+10
thread 2
info record
record function-call-history 1,+6
record instruction-history 1,+6
record stop
refused record btrace pt
kill
