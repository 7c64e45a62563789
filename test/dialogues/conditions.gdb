# Conditions are evaluated on the target: only the stops that are wanted travel.
connect
show breakpoint condition-evaluation
break text_poke if $rdx == 3
info breakpoints
continue
p len
continue
p len
# Changed, and changed again: the same breakpoint is inserted anew.
condition 1 $rdx == 5 && $rdi != 0
continue
p len
condition 1
continue
# One that cannot be evaluated stops, and gdb says why.
condition 1 *(char *)0 == 1
continue
condition 1 live
continue
info breakpoints
p live
