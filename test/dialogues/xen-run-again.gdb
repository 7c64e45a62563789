# target extended-remote: Xen is started anew, killed, started again, and left.
connect-extended
tbreak nmi_apply_alternatives
continue
monitor when
tbreak nmi_apply_alternatives
run
monitor when
info threads
kill
info threads
refused monitor when
starti
info threads
monitor when
tbreak start_secondary
continue
# To its end: dom0 halts, and so does Xen; that is no exit.
continue
detach
info threads
attach 1
info threads
monitor when
run
disconnect
connect-extended
monitor when
