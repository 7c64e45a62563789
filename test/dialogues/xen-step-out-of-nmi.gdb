# Out of the handler by its IRET, to the instruction after the one that sent the NMI. A second NMI waits until then.
connect
tbreak nmi_apply_alternatives
continue
finish
monitor inject nmi 0
tbreak restore_all_xen
continue
while *(unsigned short *)$rip != 0xcf48
  stepi
end
x/i $rip
stepi
info symbol $rip
stepi
x/a $rsp
