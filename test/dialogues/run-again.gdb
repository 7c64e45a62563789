# target extended-remote: run starts the machine anew, kill leaves a server without a machine.
connect-extended
tbreak alternative_instructions
continue
monitor when
tbreak alternative_instructions
run
monitor when
stepi
kill
info threads
refused monitor when
starti
info threads
monitor when
continue
# The guest has come to its end, and starts again.
tbreak do_nmi
run
backtrace 1
monitor when
disconnect
connect-extended
monitor when
