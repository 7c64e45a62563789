# A detached guest runs on; what gdb had inserted is gone; the next gdb halts it.
connect
break *0x1010
continue
delete
disconnect
connect
print/x $rip
set scheduler-locking on
stepi
print/x $rip
detach
connect
detach
