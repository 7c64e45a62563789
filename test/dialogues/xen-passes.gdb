# Breakpoints are set at reset, before there is paging. CPU 0 alone patches, twice, in NMI context.
connect
break nmi_apply_alternatives
continue
info threads
echo The interrupted instruction: regs->rip.\n
x/a $rdi + 0x80
tbreak _apply_alternatives
continue
echo The entries in the table, and what is forced.\n
print ($rsi - $rdi) / 14
print $rdx
print (int)alt_done
continue
info threads
x/a $rdi + 0x80
tbreak _apply_alternatives
continue
print ($rsi - $rdi) / 14
print $rdx
print (int)alt_done
hbreak start_secondary
continue
print (int)alt_done
info threads
