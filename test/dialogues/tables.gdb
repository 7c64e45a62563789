# The tables of info os, on four CPUs: descriptors, page tables and what history knows.
connect
info os pagetables
break smp_boot_cpus
continue
monitor inject nmi 0
info os idt
info os gdt
info os pagetables
info os events
info os apic
monitor info gdt
