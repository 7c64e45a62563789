# The commands of `textpoke gdbinit` on Xen, of which gdb knows symbols and no types.
connect
alt-list
alt-show ffff82d040205780
p/x $site("core_parking_power+48")
p/x $site("handle_ist_exception")
p $sites("pristine")
tbreak nmi_apply_alternatives
continue
alt-break handle_ist_exception during
alt-show handle_ist_exception
when
alt-prev
alt-next
tbreak smp_prepare_cpus
continue
alt-list
alt-show ffff82d040205780
p $sites("torn")
p $sites("patched") + $sites("skipped")
p/x $phys(0x1000)
# A condition that gdb evaluates itself: the functions are its own.
tbreak smp_cpus_done if $sites("torn") == 0 && $moment() > 0
continue
refused alt-show text_poke.isra.0
refused alt-show 'text_poke.isra.0'
kill
refused alt-list
