# A self-NMI arrives under stepi, between two instructions; another one stays pending while blocked.
connect
tbreak self_nmi
continue
tbreak apic_write if reg == 0x300 && val == 0x4400
continue
stepi
x/i $rip
stepi
stepi
x/i $rip
backtrace 3
tbreak apply_alternatives
continue
monitor inject nmi 0
stepi
stepi
tbreak text_poke
continue
stepi 12
x/2i $rip
backtrace 3
tbreak *(entry_NMI + 74)
continue
x/i $rip
refused monitor info sites torn
stepi
x/i $rip
backtrace 3
stepi
x/i $rip
backtrace 2
print nmis[0]
tbreak nmi_apply_alternatives
continue
print alt_done
