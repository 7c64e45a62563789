# Without swbreak in the stop reply gdb takes a hit at A+1 for one at A and moves rip back.
connect
set scheduler-locking on
break *0x1010
break *0x1011
continue
continue
print/x $rip
info breakpoints
x/2xb 0x1010
