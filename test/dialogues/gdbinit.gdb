# The commands of `textpoke gdbinit`, from power-on to a patch of the running guest.
connect
when
alt-list site_call
refused alt-break site_cross_page before
tbreak nmi_apply_alternatives
continue
mark before-patches
alt-show site_cross_page
alt-break site_cross_page before
alt-break site_cross_page during
alt-show site_cross_page
p $sites("torn")
alt-break site_cross_page after
alt-show site_cross_page
refused alt-break site_cross_page after
alt-prev
alt-prev
alt-next
alt-next
alt-break site_one_byte during
p $sites("patched")
# A site whose two replacements are tried one after the other.
alt-show site_c_two
# By an address in it, by an expression, by a name.
alt-show 0xffff82d040204fff
alt-show &site_memcpy
p/x $site("site_memcpy")
p/x $site(0xffff82d0402013f0)
p $moment()
tbreak *$site("site_jcc") if $moment() > 100000
# Time.
seek before-patches
alt-show site_cross_page
alt-forward 1
alt-back 1
when
refused seek
refused seek nowhere
seek start
marks
checkpoints
branches
refused branch nowhere
# Events.
tbreak text_poke_live
continue
catch-mce
catch-vector #BP
alt-catch
inject mce 2
refused inject mce
refused inject mce 9
continue
exception
catch-off
refused catch-vector
refused catch-msr nonsense
catch-nmi
catch-exception
catch-cr3
catch-msr 0xc0000080
catch-ipi
catch-exit
catch-patch
catch-torn
alt-catch
alt-next
alt-catch
catch-off
# The rest of the monitor's table.
info-cpus
info-sites site_jcc
quantum
quantum 50
refused quantum fifty
count 0xffff82d040200330
counts
type x
drive
# Misuse.
refused alt-show
refused alt-show nothing_there
refused alt-show do_nmi
refused alt-break site_memcpy
refused alt-break site_memcpy sometimes
refused alt-next 3
refused when now
refused p $site("nothing_there")
refused p $site(1)
refused p $sites(1)
p/x $phys(0x200020)
x/4xb $phys(0x200020)
watch -location *(char *) $phys(0x200861)
delete
# Behind the beginning there is nothing.
seek start
alt-prev
alt-back 5
refused alt-back x
