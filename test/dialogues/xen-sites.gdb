# Xen's own ELF file is 32-bit and has no symbols; xen-syms comes over the link.
set debug-file-directory
connect
break nmi_apply_alternatives
# gdb gives the address of what has no type only through a cast.
info address text_poke.isra.0
monitor count 0xffff82d0402f64d0
monitor info sites
continue
monitor info sites core_parking
# Pass 1 decides everything but most of the altcalls.
tbreak smp_prepare_cpus
continue
monitor counts
monitor info sites
monitor info sites core_parking_power+48
x/2i 0xffff82d040205780
# Pass 2 makes the calls direct.
continue
tbreak smp_cpus_done
continue
monitor counts
monitor info sites altcall
monitor info sites core_parking_helper+109
x/i 0xffff82d040205e4d
python
import re
rows = gdb.execute('info os sites', to_string=True).splitlines()
print(len(rows) - 1, 'rows in info os sites')
end
kill
