# Printed by the target, without a stop: every text_poke of the boot pass.
connect
set dprintf-style agent
dprintf text_poke,"poke %#lx, %d bytes: %02x\n", $rdi, $rdx, *(unsigned char *)$rsi
dprintf nmi_apply_alternatives,"in NMI context on CPU %d\n", cpu
info breakpoints
break smp_boot_cpus
continue
