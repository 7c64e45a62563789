# Which way each CPU of Xen has gone, worked out from the past.
connect
# To xen-syms its text is writable, and while gdb replays it reads such memory only if it is told to.
set record btrace replay-memory-access read-write
tbreak start_secondary
continue
record btrace bts
tbreak cpu_init
continue
info record
record function-call-history /c 1,+12
record instruction-history /f 1,+10
reverse-stepi
reverse-stepi
x/i $pc
reverse-finish
record goto begin
where 1
record goto end
where 1
# CPU 0 has gone its own way meanwhile.
thread 1
info record
record function-call-history 1,+6
record instruction-history -
record stop
# Through the NMI that CPU 0 sends itself, and both edges of it.
monitor seek start
maintenance flush register-cache
tbreak self_nmi
continue
record btrace bts
tbreak nmi_apply_alternatives
continue
info record
record function-call-history /c 1,+20
record instruction-history -
record stop
refused record btrace pt
kill
