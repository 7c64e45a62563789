# The tables of info os on Xen: before paging, and where both CPUs have come up.
connect
info os
info os cpus
info os pagetables
pipe info os sites | sed -n 1,4p
info os patchlog
tbreak smp_cpus_done
continue
info os cpus
monitor inject nmi 1
# Exceptions have gates and stacks of their own; the CPUs have IDTs that differ by nothing but the place.
pipe info os idt | sed -n 1,22p
pipe info os idt | wc -l
print/x $idtr_base
pipe monitor info idt 1 | sed -n 1,5p
thread 2
print/x $idtr_base
# Xen's own descriptors are the last page of a GDT whose other pages belong to guests.
pipe info os gdt | grep -E 'CPU |0xe0..'
pipe info os pagetables | tail -20
thread 1
pipe info os gdt | grep 0xe0..
info os apic
info os events
pipe info os sites | grep -w handle_ist_exception
pipe info os sites | wc -l
# Who has patched what, since Xen is where it is: both stores of each text_poke().
pipe info os patchlog | sed -n -e '1,8p' -e '/ handle_ist_exception /p' -e '$='
