# Printed by the target without a stop: some of the pokes, both passes, a CPU that comes up, and the last words.
connect
set dprintf-style agent
dprintf *'text_poke.isra.0',"poke %#lx, %d bytes: %02x %02x %02x\n", $rdi, $rdx, *(unsigned char *)$rsi, *(unsigned char *)($rsi+1), *(unsigned char *)($rsi+2)
condition 1 $rdx == 4 || $rdx > 40
dprintf nmi_apply_alternatives,"in NMI context, at %#lx\n", *(long *)($rdi + 0x80)
dprintf start_secondary,"CPU with stack %#lx comes up\n", $rsp
dprintf panic,"%s\n", (char *)$rdi
info breakpoints
break smp_cpus_done
continue
info breakpoints
# gdb itself prints them by stopping each time; it is the same text.
monitor seek start
maintenance flush register-cache
set dprintf-style gdb
continue
