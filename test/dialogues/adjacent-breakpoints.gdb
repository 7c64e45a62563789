# Without swbreak in the stop reply gdb takes a hit at A+1 for one at A and moves rip back.
connect
break *site_nop_5
break *(site_nop_5 + 1)
break *(site_nop_5 + 2)
continue
continue
print $rip == site_nop_5 + 1
continue
x/5xb site_nop_5
stepi
continue
info breakpoints
