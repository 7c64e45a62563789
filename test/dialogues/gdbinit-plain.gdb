# The commands of `textpoke gdbinit` in a gdb that was built without Python.
connect
when
alt-list site_call
tbreak nmi_apply_alternatives
continue
mark before-patches
alt-next
alt-next
alt-show site_c_statement
alt-prev
catch-off
alt-show 0xffff82d040200860
alt-break site_cross_page during
seek start
alt-forward 3
alt-back
when now
seek
seek 1 2 3 4 5
type one two three four
inject nmi 0
catch-nmi
alt-catch
help alt-show
seek nowhere
